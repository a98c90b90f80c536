/** Running an ingestion as soon as somebody wants it, rather than at the next tick. */

import type { Log } from "../rates/ports.ts";
import { type RunIngestion, tellEnd } from "./runner.ts";

/** What running now needs. */
export interface RunNowDeps {
  readonly run: RunIngestion;
  readonly log: Log;
  /** Aborted when the process ends. */
  readonly signal: AbortSignal;
  /** Work that the end of the process waits for. */
  readonly background: (work: Promise<void>) => void;
}

/** Runs at a time; what is wanted beyond them waits for the next tick. */
const MOST_RUNS = 2;

/** The longest wait for a provider that rests before the tick takes over. */
const PATIENCE_MS = 10_000;

/** Makes the function that starts a run in the background. */
export function createRunNow(
  { run, log, signal, background }: RunNowDeps,
): (id: number) => void {
  const running = new Set<number>();
  return function runNow(id) {
    if (running.size >= MOST_RUNS || running.has(id) || signal.aborted) return;
    running.add(id);
    background((async () => {
      try {
        const ran = await run(id, { signal, patienceMs: PATIENCE_MS });
        if (ran) tellEnd(log, ran);
      } finally {
        running.delete(id);
      }
    })());
  };
}
