/** What the schedule does in a running service. */

import { type Scheduled, TIMES } from "./cron.ts";
import { createHousekeeping, type HousekeepingDeps } from "./housekeeping.ts";
import { onceASlot, type OnceDeps } from "./once_a_slot.ts";
import { createTick, goOnInterrupted, type TickDeps } from "./tick.ts";

/** What its work needs. */
export type ScheduledDeps =
  & TickDeps
  & HousekeepingDeps
  & OnceDeps
  & Pick<Scheduled, "background" | "signal" | "timeline">;

/** Makes it; of all processes one does the work of each time. */
export function createScheduled(deps: ScheduledDeps): Scheduled {
  const { background, signal, timeline, log } = deps;
  return {
    tick: onceASlot({ ...TIMES.tick, work: createTick(deps) }, deps),
    keepHouse: onceASlot({
      ...TIMES.keepHouse,
      work: createHousekeeping(deps),
    }, deps),
    goOn: (signal) => goOnInterrupted(deps, signal),
    background,
    signal,
    timeline,
    log,
  };
}
