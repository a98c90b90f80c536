/** What happens every night: old counts, ingestions, sessions and lines of the audit log go, and holes in the histories are queued to be filled. */

import { addDays, dayOf, type DayRange } from "../rates/day.ts";
import { planRequests } from "../rates/plan.ts";
import type {
  AuditStore,
  ChangeFeed,
  Clock,
  IngestionStore,
  Log,
  Provider,
  RateStore,
  SessionStore,
  UsageStore,
} from "../rates/ports.ts";
import type { FillRange } from "../rates/queue.ts";

/** What housekeeping needs. */
export interface HousekeepingDeps {
  readonly ingestions: Pick<IngestionStore, "removeClosedBefore">;
  readonly rates: Pick<RateStore, "order" | "ledger" | "oldestDay">;
  readonly usage: Pick<UsageStore, "removeBefore">;
  readonly changes: Pick<ChangeFeed, "removeBefore">;
  readonly sessions: Pick<SessionStore, "removeEnded">;
  readonly audit: Pick<AuditStore, "removeBefore">;
  /** How long the audit log is kept. */
  readonly auditDays: number;
  readonly providers: ReadonlyMap<string, Provider>;
  readonly fill: FillRange;
  readonly clock: Clock;
  readonly log: Log;
}

/** What it did. */
export interface KeptHouse {
  readonly usageRows: number;
  readonly ingestions: number;
  readonly changes: number;
  readonly sessions: number;
  readonly auditLines: number;
  /** The ranges with holes that were queued, by provider. */
  readonly holes: ReadonlyMap<string, DayRange>;
}

/** One night's work. */
export type KeepHouse = (signal: AbortSignal) => Promise<KeptHouse>;

/** Thirteen months, so that a month can be compared with the same of last year. */
const USAGE_DAYS = 396;
/** A quarter to look up what a load did and to retry it; the ledger knows its days for good. */
const INGESTION_DAYS = 90;
/** Longer than any answer is kept anywhere. */
const CHANGE_DAYS = 2;
/** Log-ins are many, and of interest while they are fresh. */
const LOGIN_DAYS = 90;
const DAY_MS = 86_400_000;

/** Makes the housekeeping. */
export function createHousekeeping(deps: HousekeepingDeps): KeepHouse {
  return async function keepHouse(signal) {
    const now = deps.clock();
    const kept = {
      usageRows: await deps.usage.removeBefore(
        addDays(dayOf(now), -USAGE_DAYS),
      ),
      ingestions: await deps.ingestions.removeClosedBefore(
        daysBefore(now, INGESTION_DAYS),
      ),
      changes: await deps.changes.removeBefore(
        daysBefore(now, CHANGE_DAYS),
      ),
      sessions: await deps.sessions.removeEnded(now),
      auditLines: await deps.audit.removeBefore({
        sessions: daysBefore(now, LOGIN_DAYS),
        all: daysBefore(now, deps.auditDays),
      }),
      holes: await queueHoles(deps, signal),
    };
    deps.log.info("Kept house", {
      usageRows: kept.usageRows,
      ingestions: kept.ingestions,
      changes: kept.changes,
      sessions: kept.sessions,
      auditLines: kept.auditLines,
      holes: Object.fromEntries(kept.holes),
    });
    return kept;
  };
}

function daysBefore(now: Date, days: number): Date {
  return new Date(now.getTime() - days * DAY_MS);
}

/** Queues one ingestion for each provider that has unknown days between its oldest figures and yesterday. */
async function queueHoles(
  deps: HousekeepingDeps,
  signal: AbortSignal,
): Promise<Map<string, DayRange>> {
  const holes = new Map<string, DayRange>();
  for (const key of await deps.rates.order()) {
    if (signal.aborted) break;
    const provider = deps.providers.get(key);
    const from = provider && await deps.rates.oldestDay(key);
    if (!provider || !from || provider.facts.missingSetting !== null) continue;
    const now = deps.clock();
    const range = { from, to: addDays(dayOf(now), -1) };
    if (range.to < from) continue;
    const ledger = await deps.rates.ledger(key, range);
    const requests = planRequests({
      facts: provider.facts,
      range,
      ledger,
      now,
    });
    const newest = requests.at(0);
    const oldest = requests.at(-1);
    if (!newest || !oldest) continue;
    const hole = { from: oldest.from, to: newest.to };
    const queued = await deps.fill({
      provider: key,
      range: hole,
      cause: "hole",
    });
    if (queued?.created) holes.set(key, hole);
  }
  return holes;
}
