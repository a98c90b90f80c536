/** Waiting that ends early: when there is something to do, or when the process is told to end. */

import { type Sleep, sleep } from "./persist.ts";

/** The waits of one worker. */
export class Nap {
  readonly #signal: AbortSignal;
  readonly #sleep: Sleep;
  #wake = Promise.withResolvers<void>();

  constructor(signal: AbortSignal, wait: Sleep = sleep) {
    this.#signal = signal;
    this.#sleep = wait;
  }

  /** Settles with the next wake-up; taken before a look around, it misses nothing that happens during it. */
  get woken(): Promise<void> {
    return this.#wake.promise;
  }

  wake(): void {
    this.#wake.resolve();
    this.#wake = Promise.withResolvers<void>();
  }

  /** Waits for the time to pass, the end of the process, or `woken` where it is given. */
  async take(ms: number, woken?: Promise<void>): Promise<void> {
    const over = new AbortController();
    const timer = this.#sleep(ms, AbortSignal.any([over.signal, this.#signal]))
      .catch(() => {});
    await Promise.race(woken ? [timer, woken] : [timer]);
    over.abort();
    await timer;
  }
}
