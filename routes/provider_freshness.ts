/** When a provider's last days were looked at, and when they are looked at again. */

import { addDays, type Day, dayOf, earlierOf } from "../rates/day.ts";
import { nextRefresh } from "../rates/due.ts";
import type { Clock, Provider, RateStore } from "../rates/ports.ts";

/** Days back that say when it was asked last. */
const RECENT_DAYS = 14;

/** Whether its month has no request left. */
export function isSpent({ facts }: Provider, requests: number): boolean {
  return facts.monthlyRequests !== null && requests >= facts.monthlyRequests;
}

/** The two times; null for what is not known or does not happen. */
export async function freshness(
  { store, clock }: {
    readonly store: Pick<RateStore, "ledger">;
    readonly clock: Clock;
  },
  { facts }: Provider,
  { newestDay, isAsked }: {
    readonly newestDay: Day | null;
    /** Whether it is on and may be asked this month. */
    readonly isAsked: boolean;
  },
) {
  const now = clock();
  const to = dayOf(now);
  const recent = addDays(to, -RECENT_DAYS);
  const from = newestDay ? earlierOf(newestDay, recent) : recent;
  const entries = await store.ledger(facts.key, { from, to });
  const answered = entries.filter(({ status }) => status !== "failed")
    .map(({ fetchedAt }) => fetchedAt.getTime());
  const next = isAsked && facts.missingSetting === null
    ? nextRefresh(facts, new Map(entries.map((one) => [one.date, one])), now)
    : null;
  return {
    lastLoadedAt: answered.length > 0 ? new Date(Math.max(...answered)) : null,
    nextRefreshAt: next && next < now ? now : next,
  };
}
