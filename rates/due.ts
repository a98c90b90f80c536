/** Whether a provider's figures of a day are worth asking for now, without anybody having asked, and when they will be. */

import { addDays, type Day, dayNumber, dayOf, startOfDay } from "./day.ts";
import { holdsUntil, type Ledger } from "./ledger.ts";
import type { LedgerDay, ProviderFacts } from "./ports.ts";

const MINUTE_MS = 60_000;

/** A month, in the way that an allowance is spread over it. */
const MONTH_MS = 30 * 86_400_000;

/** The part of a monthly allowance that keeping the last days fresh may cost; the rest is for questions and history. */
const SHARE = 0.5;

/** A long weekend: among so many days ahead one is published. */
const AHEAD_DAYS = 4;

/**
 * Whether the day is due: it can be expected to be published, nobody knows of it or what is known no longer holds, and
 * the monthly allowance bears another request.
 */
export function isDue(
  facts: ProviderFacts,
  date: Day,
  { entry, now }: { readonly entry: LedgerDay | undefined; readonly now: Date },
): boolean {
  const from = dueFrom(facts, date, entry);
  return from !== null && from <= now;
}

/** When the provider is asked next by itself for one of its last days; a time that is past means as soon as can be. */
export function nextRefresh(
  facts: ProviderFacts,
  ledger: Ledger,
  now: Date,
): Date | null {
  let next: Date | null = null;
  for (let ahead = -1; ahead <= AHEAD_DAYS; ahead++) {
    const date = addDays(dayOf(now), ahead);
    const from = dueFrom(facts, date, ledger.get(date));
    // Only today and the day before are looked after; older days are for loads.
    if (from === null || from >= startOfDay(addDays(date, 2))) continue;
    if (next === null || from < next) next = from;
  }
  return next;
}

/** The instant from which the day is due; null when it never is. */
function dueFrom(
  facts: ProviderFacts,
  date: Day,
  entry: LedgerDay | undefined,
): Date | null {
  if (date < facts.since) return null;
  if (!facts.publishesWeekends && isWeekend(date)) return null;
  const published = publishedFrom(facts, date);
  if (!entry) return published;
  const until = holdsUntil(entry, facts);
  if (until === null) return null;
  const distanceMs = facts.monthlyRequests === null
    ? 0
    : MONTH_MS / (facts.monthlyRequests * SHARE);
  return new Date(Math.max(
    published.getTime(),
    until.getTime(),
    entry.retryAt?.getTime() ?? 0,
    entry.fetchedAt.getTime() + distanceMs,
  ));
}

/** The instant from which the day's figures can be expected. */
function publishedFrom({ publishesAtUtc }: ProviderFacts, date: Day): Date {
  const [hours = 0, minutes = 0] = publishesAtUtc.split(":").map(Number);
  return new Date(
    startOfDay(date).getTime() + (hours * 60 + minutes) * MINUTE_MS,
  );
}

/** 1970-01-01 was a Thursday. */
function isWeekend(date: Day): boolean {
  return (dayNumber(date) + 4) % 7 % 6 === 0;
}
