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
  /** Wanted once more while they were running: what a run has ended for may be over by now. */
  const again = new Set<number>();
  return function runNow(id) {
    if (signal.aborted) return;
    if (running.has(id)) return void again.add(id);
    if (running.size >= MOST_RUNS) return;
    running.add(id);
    background((async () => {
      try {
        const ran = await run(id, { signal, patienceMs: PATIENCE_MS });
        if (ran) tellEnd(log, ran);
      } finally {
        running.delete(id);
        if (again.delete(id)) runNow(id);
      }
    })());
  };
}
