/** Counting within windows of time, in this process: what limits are made of. */

import { LRUCache } from "lru-cache";
import type { Clock, Count } from "./ports.ts";

/** The count of one key; its window begins with the first point. */
export interface Tally {
  readonly key: string;
  readonly points: number;
  readonly endsAtMs: number;
}

/** What is counted, and how. */
export interface TalliesOptions {
  readonly clock: Clock;
  readonly seconds: number;
  /** The most keys that are remembered; beyond, the one that was quiet for longest is forgotten. */
  readonly maxKeys: number;
  /** Points of a key that are worth telling the other processes; without it none are told. */
  readonly share?: {
    readonly points: number;
    /** Told when there is something to tell. */
    readonly onDue: () => void;
  } | null;
}

interface Counting extends Tally {
  points: number;
  endsAtMs: number;
  /** Points that the other processes have not been told of. */
  untold: number;
}

/** Points by key. Nothing here waits or holds a timer, so that counting costs a request half a microsecond. */
export class Tallies {
  readonly #counts: LRUCache<string, Counting>;
  readonly #due = new Set<Counting>();
  readonly #options: TalliesOptions;

  constructor(options: TalliesOptions) {
    this.#options = options;
    this.#counts = new LRUCache({
      max: options.maxKeys,
      dispose: (count) => this.#due.delete(count),
    });
  }

  /** How long a window lasts. */
  get seconds(): number {
    return this.#options.seconds;
  }

  /** The count of a key as it is now; once its window has ended a new one begins. */
  of(key: string): Tally {
    return this.#of(key);
  }

  /** Adds points; negative ones take back. The first of a window decides how long it lasts. */
  add(key: string, points: number, seconds?: number): Tally {
    const count = this.#of(key, seconds);
    count.points += points;
    const { share } = this.#options;
    if (!share) return count;
    count.untold += points;
    if (count.untold >= share.points) {
      this.#due.add(count);
      share.onDue();
    }
    return count;
  }

  forget(key: string): void {
    this.#counts.delete(key);
  }

  /** Whether the other processes should be told of something. */
  get isDue(): boolean {
    return this.#due.size > 0;
  }

  /** Keys with points that the other processes should know of; they count as told from now on. */
  takeDue(most: number): { key: string; points: number }[] {
    return [...this.#due].slice(0, most).map((count) => {
      const { key, untold } = count;
      this.#due.delete(count);
      count.untold = 0;
      return { key, points: untold };
    });
  }

  /** What all processes have counted, told in answer to points of ours; null when they could not be told. */
  told(key: string, points: number, all: Count | null): void {
    const count = this.#of(key);
    if (all) {
      count.points = all.points + count.untold;
      count.endsAtMs = this.#now() + all.endsInMs;
    } else if (count.points >= points) {
      count.untold += points;
      this.#due.add(count);
    }
  }

  #of(key: string, seconds = this.#options.seconds): Counting {
    const now = this.#now();
    const endsAtMs = now + seconds * 1_000;
    const known = this.#counts.get(key);
    if (known && known.endsAtMs > now) {
      if (known.points === 0) known.endsAtMs = endsAtMs;
      return known;
    }
    const fresh = { key, points: 0, endsAtMs, untold: 0 };
    this.#counts.set(key, fresh);
    return fresh;
  }

  #now(): number {
    return this.#options.clock().getTime();
  }
}
