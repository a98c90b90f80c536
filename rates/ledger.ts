/** What a ledger entry is worth now: known for good, known for a while, failed for a while, or unknown. */

import { addDays, type Day, dayNumber, laterOf } from "./day.ts";
import type { LedgerDay, ProviderFacts } from "./ports.ts";

/** What is known of days, found by day. */
export interface Ledger {
  get(date: Day): LedgerDay | undefined;
}

/** The ledger that these entries are. */
export function ledgerByDay(entries: readonly LedgerDay[]): Ledger {
  return new Map(entries.map((entry) => [entry.date, entry]));
}

/** What is known of one day of one provider at this moment. */
export type DayState = LedgerDay["status"] | "unknown";

/** Milliseconds of a day, an hour and a second. */
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const SECOND_MS = 1_000;

/** What an entry says of its day, whichever day that is. */
type Entry = Omit<LedgerDay, "date">;

/**
 * Until when an entry may be relied on; null means for good.
 */
export function holdsUntil(
  entry: LedgerDay,
  facts: ProviderFacts,
): Date | null {
  if (entry.status === "failed") return entry.retryAt ?? entry.fetchedAt;
  if (dayNumber(entry.date) <= finalThrough(entry, facts)) return null;
  return new Date(
    entry.fetchedAt.getTime() + facts.freshForSeconds * SECOND_MS,
  );
}

/**
 * The last day, as {@linkcode dayNumber} counts, of which such an entry is final.
 *
 * A day that was loaded after it ended does not change (revisions come by ingestion). A day found empty is final only
 * once the provider's own delay has passed: at 10:00 nothing is published yet, at 16:00 there is. A failure never is.
 */
export function finalThrough(
  { status, fetchedAt }: Entry,
  { settlesAfterHours }: ProviderFacts,
): number {
  if (status === "failed") return -Infinity;
  const delayMs = status === "empty" ? settlesAfterHours * HOUR_MS : 0;
  return Math.floor((fetchedAt.getTime() - delayMs) / DAY_MS) - 1;
}

/**
 * The state of a day for which the ledger has this entry, or none. What no longer holds and could not be asked for anew
 * counts as failed until it is time to ask again.
 */
export function stateOf(
  entry: LedgerDay | undefined,
  facts: ProviderFacts,
  now: Date,
): DayState {
  if (!entry) return "unknown";
  const until = holdsUntil(entry, facts);
  if (until === null || until > now) return entry.status;
  return entry.retryAt !== null && entry.retryAt > now ? "failed" : "unknown";
}

/** The days that a provider's figures leave open. */
export interface OpenDays {
  /** Never asked, or the answer no longer holds: newest first. */
  readonly unknown: readonly Day[];
  /** Asked not long ago, without an answer: newest first. */
  readonly failed: readonly LedgerDay[];
}

/**
 * The days after a provider's newest figures, up to the day asked for, of which nobody knows yet whether it published.
 * The figures' own day counts too when they can still change.
 *
 * Where each day costs a request, a loaded day ends the search: the provider published then, though not this currency,
 * and asking for fourteen older days would spend fourteen requests on one question.
 */
export function openDays(
  ledger: Ledger,
  facts: ProviderFacts,
  span: { readonly from: Day; readonly to: Day; readonly now: Date },
): OpenDays {
  const unknown: Day[] = [];
  const failed: LedgerDay[] = [];
  const first = laterOf(span.from, facts.since);
  for (let date = span.to; date >= first; date = addDays(date, -1)) {
    const entry = ledger.get(date);
    const state = stateOf(entry, facts, span.now);
    if (!entry || state === "unknown") unknown.push(date);
    else if (state === "failed") failed.push(entry);
    else if (state === "loaded" && facts.maxRangeDays === 1) break;
  }
  return { unknown, failed };
}
