/** Whether what is kept is still true: follows the changes of what is stored, as long as somebody asks. */

import type { DayRange } from "../../rates/day.ts";
import type { ChangeFeed, Clock, Log, Position } from "../../rates/ports.ts";

/** What following needs. */
export interface FollowerDeps {
  readonly feed: Pick<ChangeFeed, "read" | "holdsSince">;
  readonly clock: Clock;
  readonly log: Log;
  /** Told what changed, before anybody is told that what is kept can be relied on. */
  readonly changed: (days: readonly (DayRange | null)[]) => void;
}

/** Read on after so long. */
const READ_AFTER_MS = 1_000;

/** What is kept is relied on for so long after the beginning of a reading. */
const TRUSTED_MS = 2_000;

/**
 * Follows the changes. A service that nobody asks reads nothing: the first question after a rest waits for one reading.
 */
export class Follower {
  readonly #deps: FollowerDeps;
  #readAtMs = -Infinity;
  #failedAtMs = -Infinity;
  #reading: Promise<boolean> | null = null;
  #position: Position | null = null;
  #version = 0;

  constructor(deps: FollowerDeps) {
    this.#deps = deps;
  }

  /** How far the changes are known; null before the first reading. */
  get position(): Position | null {
    return this.#position;
  }

  /** Another number after each change. */
  get version(): number {
    return this.#version;
  }

  /** Whether what is kept can be relied on now; reads on in the background when that will soon be needed. */
  follows(nowMs: number): boolean {
    const ageMs = nowMs - this.#readAtMs;
    if (ageMs >= 0 && ageMs < READ_AFTER_MS) return true;
    if (ageMs < 0 || ageMs >= TRUSTED_MS) return false;
    void this.#read();
    return true;
  }

  /** Waits until what is kept can be relied on; false when that cannot be known at the moment. */
  async catchUp(): Promise<boolean> {
    const nowMs = this.#deps.clock().getTime();
    if (this.follows(nowMs)) return true;
    const sinceFailureMs = nowMs - this.#failedAtMs;
    const reading = this.#read();
    // While the database is away nobody waits for it twice.
    if (sinceFailureMs >= 0 && sinceFailureMs < READ_AFTER_MS) return false;
    return await reading;
  }

  /** Reads all that was committed until now: after a change of one's own. */
  async readOn(): Promise<void> {
    // What is under way may have begun before the change.
    await this.#reading;
    if (!await this.#read()) this.#readAtMs = -Infinity;
  }

  /** Whether an answer made from what was stored at the position still holds, as far as is known. */
  holdsSince(position: Position, days: DayRange): boolean {
    return this.#deps.feed.holdsSince(position, days);
  }

  #read(): Promise<boolean> {
    return this.#reading ??= this.#readNow().finally(() => {
      this.#reading = null;
    });
  }

  async #readNow(): Promise<boolean> {
    const { feed, clock, log, changed } = this.#deps;
    const beganAtMs = clock().getTime();
    try {
      const news = await feed.read();
      this.#position = news.position;
      if (news.changed.length > 0) {
        this.#version++;
        changed(news.changed);
      }
      this.#readAtMs = beganAtMs;
      return true;
    } catch (error) {
      this.#failedAtMs = beganAtMs;
      log.debug("Cannot follow the changes", { error });
      return false;
    }
  }
}
