/** Whether a provider's figures of a day are worth asking for now, without anybody having asked. */

import { type Day, dayNumber, startOfDay } from "./day.ts";
import { stateOf } from "./ledger.ts";
import type { LedgerDay, ProviderFacts } from "./ports.ts";

const MINUTE_MS = 60_000;

/** A month, in the way that an allowance is spread over it. */
const MONTH_MS = 30 * 86_400_000;

/** The part of a monthly allowance that keeping the last days fresh may cost; the rest is for questions and history. */
const SHARE = 0.5;

/**
 * Whether the day is due: it can be expected to be published, nobody knows of it or what is known no longer holds, and
 * the monthly allowance bears another request.
 */
export function isDue(
  facts: ProviderFacts,
  date: Day,
  { entry, now }: { readonly entry: LedgerDay | undefined; readonly now: Date },
): boolean {
  if (date < facts.since || now < publishedFrom(facts, date)) return false;
  if (!facts.publishesWeekends && isWeekend(date)) return false;
  if (stateOf(entry, facts, now) !== "unknown") return false;
  if (!entry || facts.monthlyRequests === null) return true;
  const distanceMs = MONTH_MS / (facts.monthlyRequests * SHARE);
  return now.getTime() - entry.fetchedAt.getTime() >= distanceMs;
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
