/** Not losing what was fetched because the database is away for a moment. */

import { AppError } from "../rates/errors.ts";
import type { Log } from "../rates/ports.ts";

/** Waits; rejects with the signal's reason when that is aborted. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>;

/** Real time. */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  if (signal.aborted) reject(signal.reason);
  else {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, ms);
    signal.addEventListener("abort", stop, { once: true });
  }
  return promise;
}

/** Does the work, and again while the database is away: {@linkcode persist} with its circumstances. */
export type Persist = <T>(work: () => Promise<T>) => Promise<T>;

/** A restart of a server takes seconds, a fail-over a minute or two. */
const LONGEST_MS = 180_000;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 3_000;

/** Whether a database that may come back is to blame. */
export function isDatabaseAway(error: unknown): boolean {
  return error instanceof AppError && error.code === "storage_unavailable";
}

/** Does the work, again and again while the database is away, for three minutes at most. */
export async function persist<T>(
  work: () => Promise<T>,
  { signal, log, sleep: wait = sleep }: {
    readonly signal: AbortSignal;
    readonly log: Log;
    readonly sleep?: Sleep;
  },
): Promise<T> {
  let waitedMs = 0;
  for (let pauseMs = FIRST_PAUSE_MS;; pauseMs *= 2) {
    try {
      return await work();
    } catch (error) {
      if (!isDatabaseAway(error) || waitedMs >= LONGEST_MS || signal.aborted) {
        throw error;
      }
      if (waitedMs === 0) log.warn("Waits for the database", { error });
    }
    pauseMs = Math.min(pauseMs, LONGEST_PAUSE_MS);
    await wait(pauseMs, signal);
    waitedMs += pauseMs;
  }
}
