/**
 * Measures while the processors are left to us. On a shared machine each of them is half as fast for seconds at a time,
 * which says nothing about the program: what was measured then is measured again.
 */

import { z } from "zod";

const probeSchema = z.object({ tookMs: z.number() });
const memorySchema = z.object({ bestMs: z.number().positive() });

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
export class Quiet implements AsyncDisposable {
  readonly #workers: readonly Worker[];
  /** Where the best is kept from run to run: a run that is disturbed from its first minute to its last has none. */
  readonly #memory: URL;
  #bestMs: number;
  #lostMs = 0;
  #disturbed = 0;

  private constructor(
    workers: readonly Worker[],
    { memory, bestMs }: { readonly memory: URL; readonly bestMs: number },
  ) {
    this.#workers = workers;
    this.#memory = memory;
    this.#bestMs = bestMs;
  }

  /** Learns how fast they can be; what earlier runs have learned is in the file. */
  static async find(memory: URL): Promise<Quiet> {
    const program = new URL("probe_worker.ts", import.meta.url);
    const workers = Array.from(
      { length: navigator.hardwareConcurrency },
      () => new Worker(program, { type: "module" }),
    );
    const bestMs = await readBest(memory);
    const quiet = new Quiet(workers, { memory, bestMs });
    for (let look = 0; look < FIRST_LOOKS; look++) {
      await quiet.#isQuiet();
      await pause(BETWEEN_LOOKS_MS);
    }
    return quiet;
  }

  /** How often something was measured again, and whether that came to an end. */
  get report(): string {
    return `${this.#disturbed} times${this.#isOver ? ", then no longer" : ""}`;
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

  async [Symbol.asyncDispose](): Promise<void> {
    for (const worker of this.#workers) worker.terminate();
    await Deno.mkdir(new URL(".", this.#memory), { recursive: true });
    const text = JSON.stringify({ bestMs: this.#bestMs });
    await Deno.writeTextFile(this.#memory, text);
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

async function readBest(memory: URL): Promise<number> {
  try {
    const text = await Deno.readTextFile(memory);
    return memorySchema.parse(JSON.parse(text)).bestMs;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return Infinity;
    throw error;
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
