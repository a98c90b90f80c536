/** What happens every night: old counts and chunks go, and holes in the histories are queued to be filled. */

import { addDays, dayOf, type DayRange } from "../rates/day.ts";
import { planRequests } from "../rates/plan.ts";
import type {
  Clock,
  IngestionStore,
  LeaseStore,
  Log,
  Provider,
  RateStore,
  UsageStore,
} from "../rates/ports.ts";
import type { QueueIngestion } from "../rates/queue.ts";

/** What housekeeping needs. */
export interface HousekeepingDeps {
  readonly leases: LeaseStore;
  readonly ingestions: Pick<IngestionStore, "removeChunksBefore">;
  readonly rates: Pick<RateStore, "order" | "ledger" | "oldestDay">;
  readonly usage: Pick<UsageStore, "removeBefore">;
  readonly providers: ReadonlyMap<string, Provider>;
  readonly queue: QueueIngestion;
  readonly clock: Clock;
  readonly log: Log;
  /** This process, unlike any other. */
  readonly worker: string;
}

/** What it did; null when another process does it. */
export interface KeptHouse {
  readonly usageRows: number;
  readonly chunks: number;
  /** The ranges with holes that were queued, by provider. */
  readonly holes: ReadonlyMap<string, DayRange>;
}

/** One night's work. */
export type KeepHouse = (signal: AbortSignal) => Promise<KeptHouse | null>;

/** Thirteen months, so that a month can be compared with the same of last year. */
const USAGE_DAYS = 396;
const CHUNK_DAYS = 90;
const DAY_MS = 86_400_000;
/** It takes seconds; whoever dies at it leaves the rest to the next night. */
const LEASE_SECONDS = 600;

/** Makes the housekeeping. */
export function createHousekeeping(deps: HousekeepingDeps): KeepHouse {
  return async function keepHouse(signal) {
    const lease = { holder: deps.worker, seconds: LEASE_SECONDS };
    if (!await deps.leases.take("housekeeping", lease)) return null;
    try {
      const now = deps.clock();
      const kept = {
        usageRows: await deps.usage.removeBefore(
          addDays(dayOf(now), -USAGE_DAYS),
        ),
        chunks: await deps.ingestions.removeChunksBefore(
          new Date(now.getTime() - CHUNK_DAYS * DAY_MS),
        ),
        holes: await queueHoles(deps, signal),
      };
      deps.log.info("Kept house", {
        usageRows: kept.usageRows,
        chunks: kept.chunks,
        holes: Object.fromEntries(kept.holes),
      });
      return kept;
    } finally {
      await deps.leases.release("housekeeping", deps.worker);
    }
  };
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
    const { created } = await deps.queue({
      provider: key,
      range: hole,
      cause: "hole",
      maxRequests: null,
    });
    if (created) holes.set(key, hole);
  }
  return holes;
}
