/** Scheduled work that one process does, once at each time of its schedule, however many processes and clocks fire it. */

import type { LeaseStore, Log, Schedule } from "../rates/ports.ts";
import { holdLease } from "./hold_lease.ts";

/** What it needs. */
export interface OnceDeps {
  readonly leases: LeaseStore;
  readonly log: Log;
  /** This process, unlike any other. */
  readonly worker: string;
}

/** Work with the name of its lease and its times. */
export interface ScheduledWork<T> extends Schedule {
  readonly name: string;
  /** Its signal is aborted when the process ends, or somebody else does the work. */
  readonly work: (signal: AbortSignal) => Promise<T>;
}

/** After this long without a renewal its process counts as dead, and the next time is free. */
const LEASE_SECONDS = 60;

/** Makes the work as every process may fire it; null when it is done elsewhere, or was done. */
export function onceASlot<T>(
  { name, work, ...schedule }: ScheduledWork<T>,
  { leases, log, worker }: OnceDeps,
): (signal: AbortSignal) => Promise<T | null> {
  return async function once(signal) {
    const lease = { holder: worker, seconds: LEASE_SECONDS };
    if (!await leases.take(name, lease, schedule)) return null;
    const held = holdLease(() => leases.renew(name, lease), {
      seconds: LEASE_SECONDS,
      log,
    });
    try {
      return await work(AbortSignal.any([signal, held.lost]));
    } finally {
      await held.end();
      await release(name, { leases, log, worker });
    }
  };
}

async function release(
  name: string,
  { leases, log, worker }: OnceDeps,
): Promise<void> {
  try {
    await leases.release(name, worker);
  } catch (error) {
    // It runs out by itself; what the work came to is what matters.
    log.debug("Cannot release a lease now", { error });
  }
}
