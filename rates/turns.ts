/** Turns at heavy work: so many at a time, so many more that wait, and a refusal beyond. */

import { AppError } from "./errors.ts";

/** How many may be at it and how many may wait. */
export interface TurnsOptions {
  readonly atOnce: number;
  readonly waiting: number;
  /** A turn that takes longer no longer keeps others waiting: its reader may be slow, or asleep. */
  readonly longestMs: number;
}

/** Gives back the turn; the second time does nothing. */
export type EndTurn = () => void;

const RETRY_AFTER_SECONDS = 10;

/** The turns at one kind of work. */
export class Turns {
  readonly #options: TurnsOptions;
  readonly #queue = new Set<() => void>();
  #taken = 0;

  constructor(options: TurnsOptions) {
    this.#options = options;
  }

  /**
   * Waits for a turn.
   * @throws {AppError} `busy` when too many wait already
   * @throws the signal's reason when it is aborted meanwhile
   */
  async take(signal?: AbortSignal): Promise<EndTurn> {
    signal?.throwIfAborted();
    const { atOnce, waiting } = this.#options;
    if (this.#taken < atOnce) return this.#begin();
    if (this.#queue.size >= waiting) {
      throw new AppError(
        "busy",
        "Too many large series are being answered. Try again in a moment, or ask for a shorter range.",
        { retryAfterSeconds: RETRY_AFTER_SECONDS },
      );
    }
    const { promise, resolve, reject } = Promise.withResolvers<EndTurn>();
    const next = () => resolve(this.#begin());
    const leave = () => {
      this.#queue.delete(next);
      reject(signal?.reason);
    };
    this.#queue.add(next);
    signal?.addEventListener("abort", leave, { once: true });
    try {
      return await promise;
    } finally {
      signal?.removeEventListener("abort", leave);
    }
  }

  #begin(): EndTurn {
    this.#taken++;
    let ended = false;
    const end = () => {
      if (ended) return;
      ended = true;
      clearTimeout(timer);
      this.#taken--;
      const [next] = this.#queue;
      if (!next) return;
      this.#queue.delete(next);
      next();
    };
    const timer = setTimeout(end, this.#options.longestMs);
    return end;
  }
}
