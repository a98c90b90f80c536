/**
 * Measures while the processors are left to us. On a shared machine each of them is half as fast for seconds at a time,
 * which says nothing about the program: what was measured then is measured again.
 */

import { z } from "zod";

const probeSchema = z.object({ tookMs: z.number() });

/** A processor is left to us while it is no slower than this many times its best. */
const SLOWER = 1.15;

/** Looks for the best at first: more than one of the disturbances lasts. */
const FIRST_LOOKS = 40;
const BETWEEN_LOOKS_MS = 100;

/** A measurement is made so many times at most. */
const TRIES = 5;

/** So long, in all of a run, quiet is waited for and measurements are made again: a machine may have none. */
const PATIENCE_MS = 300_000;

/** The processors of this machine, and how fast they were at their best. */
export class Quiet implements Disposable {
  readonly #workers: readonly Worker[];
  #bestMs = Infinity;
  #lostMs = 0;
  #disturbed = 0;

  private constructor(workers: readonly Worker[]) {
    this.#workers = workers;
  }

  /** Learns how fast they can be. */
  static async find(): Promise<Quiet> {
    const program = new URL("probe_worker.ts", import.meta.url);
    const workers = Array.from(
      { length: navigator.hardwareConcurrency },
      () => new Worker(program, { type: "module" }),
    );
    const quiet = new Quiet(workers);
    for (let look = 0; look < FIRST_LOOKS; look++) {
      await quiet.#isQuiet();
      await pause(BETWEEN_LOOKS_MS);
    }
    return quiet;
  }

  /** How many measurements counted for nothing. */
  get disturbed(): number {
    return this.#disturbed;
  }

  /** Measures between two moments of quiet; after some vain attempts, or without patience left, as it is. */
  async measure<T>(work: () => Promise<T>): Promise<T> {
    for (let left = TRIES;; left--) {
      while (!this.#isOver && !await this.#isQuiet()) {
        await pause(BETWEEN_LOOKS_MS);
        this.#lostMs += BETWEEN_LOOKS_MS;
      }
      const startMs = performance.now();
      const measured = await work();
      if (left === 1 || this.#isOver || await this.#wasQuiet()) return measured;
      this.#disturbed++;
      this.#lostMs += performance.now() - startMs;
    }
  }

  [Symbol.dispose](): void {
    for (const worker of this.#workers) worker.terminate();
  }

  get #isOver(): boolean {
    return this.#lostMs >= PATIENCE_MS;
  }

  /** What the measured thing itself has still to do ends before the second look. */
  async #wasQuiet(): Promise<boolean> {
    if (await this.#isQuiet()) return true;
    await pause(BETWEEN_LOOKS_MS);
    return await this.#isQuiet();
  }

  /** Asks all at once, because one that is disturbed need not be the one that a single question meets. */
  async #isQuiet(): Promise<boolean> {
    const slowestMs = Math.max(...await Promise.all(this.#workers.map(probe)));
    this.#bestMs = Math.min(this.#bestMs, slowestMs);
    return slowestMs <= this.#bestMs * SLOWER;
  }
}

async function probe(worker: Worker): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<MessageEvent>();
  worker.addEventListener("message", resolve, { once: true });
  worker.postMessage(null);
  return probeSchema.parse((await promise).data).tookMs;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
