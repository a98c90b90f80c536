/** What to ask a provider for: the days of a range that nobody knows yet, in the fewest requests, newest first. */

import {
  addDays,
  type Day,
  dayOf,
  type DayRange,
  eachDay,
  earlierOf,
  laterOf,
} from "./day.ts";
import { stateOf } from "./ledger.ts";
import type { LedgerDay, ProviderFacts } from "./ports.ts";

/** What a plan follows from. */
export interface PlanQuestion {
  readonly facts: ProviderFacts;
  /** Days before the provider's history and after today are left out. */
  readonly range: DayRange;
  readonly ledger: Iterable<LedgerDay>;
  readonly now: Date;
  /** Whether days that failed are asked for although their time has not come: by whoever waits for them anyway. */
  readonly retryFailed?: boolean;
}

/** The days of the range of which nobody knows, newest first. */
export function unknownDays(
  { facts, range, ledger, now, retryFailed = false }: PlanQuestion,
): Day[] {
  const from = laterOf(range.from, facts.since);
  const to = earlierOf(range.to, dayOf(now));
  const entries = new Map([...ledger].map((entry) => [entry.date, entry]));
  return [...eachDay({ from, to })].reverse().filter((date) => {
    const state = stateOf(entries.get(date), facts, now);
    return state === "unknown" || (retryFailed && state === "failed");
  });
}

/**
 * The fewest requests that cover the unknown days, newest first. A request reaches back as far as the provider lets it,
 * over days that are known where that saves another one, and never further than its oldest unknown day.
 */
export function planRequests(question: PlanQuestion): DayRange[] {
  const requests: { from: Day; to: Day }[] = [];
  let reach: Day | null = null;
  for (const date of unknownDays(question)) {
    const last = requests.at(-1);
    if (last && reach !== null && date >= reach) {
      last.from = date;
      continue;
    }
    requests.push({ from: date, to: date });
    reach = addDays(date, 1 - question.facts.maxRangeDays);
  }
  return requests;
}
