/** What is left of the requests that a provider may be sent in a month. */

import { addDays, dayOf, startOfDay } from "./day.ts";
import { startOfPeriod } from "./group.ts";
import type { Clock, ProviderFacts, UsageStore } from "./ports.ts";

/** What the answer depends on. */
export interface AllowanceDeps {
  readonly usage: Pick<UsageStore, "since">;
  readonly clock: Clock;
}

/** The requests that are left this month (UTC); null where the provider has no allowance. */
export async function leftThisMonth(
  { key, monthlyRequests }: ProviderFacts,
  { usage, clock }: AllowanceDeps,
): Promise<number | null> {
  if (monthlyRequests === null) return null;
  const sums = await usage.since(startOfPeriod(dayOf(clock()), "month"));
  const used = sums.find(({ provider }) => provider === key)?.requests ?? 0;
  return Math.max(0, monthlyRequests - used);
}

/** When the allowance of the month (UTC) after this instant begins. */
export function nextAllowanceAt(now: Date): Date {
  const first = startOfPeriod(dayOf(now), "month");
  return startOfDay(startOfPeriod(addDays(first, 31), "month"));
}
