/** How new what each provider has is: its newest day, when it answered last, and when it is asked next. */

import { addDays, type Day, dayOf } from "../rates/day.ts";
import { nextRefresh } from "../rates/due.ts";
import { LedgerSpan } from "../rates/ledger_span.ts";
import type { LedgerRun, Newest, Provider, RateStore } from "../rates/ports.ts";

/** Days back that say when a provider was asked last, and when it is next. */
const RECENT_DAYS = 14;

/** Whether its month has no request left. */
export function isSpent({ facts }: Provider, requests: number): boolean {
  return facts.monthlyRequests !== null && requests >= facts.monthlyRequests;
}

/** What is told of one provider; null for what is not known or does not happen. */
export interface Freshness {
  readonly newestDay: Day | null;
  readonly lastLoadedAt: Date | null;
  /** When it is asked next, if it is on and may be asked this month. */
  nextRefreshAt(): Date | null;
}

/** Reads how new what all providers have is: for all of them at once, because an embedded database answers one by one. */
export async function readFreshness(
  store: Pick<RateStore, "newest" | "ledgers">,
  now: Date,
): Promise<(provider: Provider) => Freshness> {
  const to = dayOf(now);
  const recent = { from: addDays(to, -RECENT_DAYS), to };
  const [newest, ledgers] = await Promise.all([
    store.newest(recent),
    store.ledgers(recent),
  ]);
  const newestOf = new Map<string, Newest>(
    newest.map((one) => [one.provider, one]),
  );
  const runsOf = new Map<string, readonly LedgerRun[]>(
    ledgers.map(({ provider, runs }) => [provider, runs]),
  );
  return ({ facts }) => ({
    newestDay: newestOf.get(facts.key)?.day ?? null,
    lastLoadedAt: newestOf.get(facts.key)?.answeredAt ?? null,
    nextRefreshAt() {
      const runs = runsOf.get(facts.key) ?? [];
      const next = nextRefresh(facts, new LedgerSpan(runs, recent, facts), now);
      return next && next < now ? now : next;
    },
  });
}
