/** The schedule: registered once, whatever the process is for; what it does is decided when it fires. */

import type { Log } from "../rates/ports.ts";

/** When it is done, as cron says it and as the lease counts it. */
export const TIMES = {
  tick: {
    name: "tick",
    cron: "*/5 * * * *",
    everySeconds: 300,
    atSecond: 0,
  },
  keepHouse: {
    name: "housekeeping",
    cron: "17 3 * * *",
    everySeconds: 86_400,
    atSecond: 3 * 3_600 + 17 * 60,
  },
} as const;

/** What is done on schedule, and whether it may be done here. */
export interface Scheduled {
  readonly tick: (signal: AbortSignal) => Promise<unknown>;
  readonly keepHouse: (signal: AbortSignal) => Promise<unknown>;
  /** At the start: the loads that the end of another process has interrupted. */
  readonly goOn: (signal: AbortSignal) => Promise<unknown>;
  /** Work that the end of the process waits for. */
  readonly background: (work: Promise<void>) => void;
  /** Aborted when the process ends. */
  readonly signal: AbortSignal;
  readonly log: Log;
  /** The timeline of Deno Deploy; null elsewhere. */
  readonly timeline: string | null;
}

/**
 * Registers the schedule. `find` gives the running service, or null in a process that runs none; `signal` ends the
 * schedule, which would keep the process alive.
 */
export function schedule(
  find: () => Promise<Scheduled | null>,
  signal: AbortSignal,
): void {
  for (const which of ["tick", "keepHouse"] as const) {
    const { name, cron } = TIMES[which];
    register(name, cron, async () => {
      const scheduled = await find();
      if (scheduled) await runJob(scheduled, which);
    }, signal);
  }
}

/** Ends the schedule at the signals that end a process: one that waits for its first request has nothing else to do so. */
export function endAtSignals(schedule: AbortController): void {
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    const end = () => schedule.abort();
    Deno.addSignalListener(name, end);
    schedule.signal.addEventListener(
      "abort",
      () => Deno.removeSignalListener(name, end),
    );
  }
}

/** Runs one of the jobs now; failing is told to the operator, and the next time tries again. */
export async function runJob(
  scheduled: Scheduled,
  which: "tick" | "keepHouse" | "goOn",
): Promise<void> {
  const { timeline, signal, log, background } = scheduled;
  if (!isProduction(timeline) || signal.aborted) return;
  const work = (async () => {
    try {
      await scheduled[which](signal);
    } catch (error) {
      if (signal.aborted) return;
      log.error("A scheduled job failed", { job: which, error });
    }
  })();
  background(work);
  await work;
}

/** A branch's preview would spend the same quota: https://docs.deno.com/deploy/reference/timelines/ */
function isProduction(timeline: string | null): boolean {
  return timeline === null || timeline === "production";
}

function register(
  name: string,
  when: string,
  handler: () => Promise<void>,
  signal: AbortSignal,
): void {
  // The promise settles when the signal ends the schedule.
  Deno.cron(name, when, { signal }, handler).catch(() => {});
}
