/** Tier 1: the answers that this process keeps, within a bound of bytes. */

import { LRUCache } from "lru-cache";
import type { DayRange } from "../../rates/day.ts";
import { type Answer, dependsOn, Kept } from "./kept.ts";

/** Problems are kept apart, so that questions for what is not there do not push out what is. */
const MOST_PROBLEMS = 1_000;

/** One answer may take this part of all room. */
const LARGEST_PART = 1 / 8;

/** Answers by their address. */
export class Memory {
  readonly #answers: LRUCache<string, Kept>;
  readonly #problems = new LRUCache<string, Kept>({
    max: MOST_PROBLEMS,
    dispose: markGone,
  });
  /** An answer with more bytes is not kept. */
  readonly largestBytes: number;

  constructor({ maxBytes }: { readonly maxBytes: number }) {
    this.largestBytes = Math.floor(maxBytes * LARGEST_PART);
    this.#answers = new LRUCache<string, Kept>({
      maxSize: maxBytes,
      maxEntrySize: this.largestBytes,
      sizeCalculation: (kept) => kept.byteLength,
      dispose: markGone,
    });
  }

  get(address: string): Kept | undefined {
    return this.#answers.get(address) ?? this.#problems.get(address);
  }

  /** Keeps the answer, if there is room. */
  put(address: string, answer: Answer): Kept {
    const shelf = answer.status === 200 ? this.#answers : this.#problems;
    const kept: Kept = new Kept(answer, {
      grown: () => {
        if (shelf.peek(address) === kept) shelf.set(address, kept);
      },
    });
    this.#problems.delete(address);
    shelf.set(address, kept);
    // What was too large is sent once, and nobody would tell it that it is true no longer.
    if (shelf.peek(address) !== kept) kept.gone = true;
    return kept;
  }

  /** Lets go of all on which changes of these days bear. */
  forget(changed: readonly (DayRange | null)[]): void {
    for (const shelf of [this.#answers, this.#problems]) {
      for (const [address, kept] of [...shelf.entries()]) {
        if (dependsOn(kept.answer, changed)) shelf.delete(address);
      }
    }
  }
}

function markGone(kept: Kept): void {
  kept.gone = true;
}
