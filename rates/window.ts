/** A stretch of one provider's stored rows, laid out so that any pair on any of its days is found at once. */

import type { CurrencyCode } from "./currency.ts";
import { addDays, type Day, type DayRange } from "./day.ts";
import type {
  Legs,
  Provider,
  RateStore,
  StoredPair,
  StoredRow,
} from "./ports.ts";
import type { PairOnDay } from "./rate.ts";

/** The rows of some days, by day and by `base/quote`, and the base through which they cross. */
export interface Window {
  readonly base: CurrencyCode;
  readonly days: ReadonlyMap<Day, ReadonlyMap<string, StoredRow>>;
}

/** The provider's rows between these currencies and its base, the look-back before the range included. */
export async function loadWindow(
  { store, lookBackDays }: {
    readonly store: Pick<RateStore, "rows">;
    readonly lookBackDays: number;
  },
  { facts }: Provider,
  { codes, range }: { codes: readonly CurrencyCode[]; range: DayRange },
): Promise<Window> {
  const rows = await store.rows(
    facts.key,
    [...new Set([facts.base, ...codes])],
    { from: addDays(range.from, -lookBackDays), to: range.to },
  );
  const days = new Map<Day, Map<string, StoredRow>>();
  for (const row of rows) {
    let sameDay = days.get(row.date);
    if (!sameDay) days.set(row.date, sameDay = new Map());
    sameDay.set(`${row.base}/${row.quote}`, row);
  }
  return { base: facts.base, days };
}

/** The newest figures for the pair on or before its day, within the look-back. */
export function storedOn(
  window: Window,
  pair: PairOnDay,
  lookBackDays: number,
): StoredPair | null {
  for (let back = 0; back <= lookBackDays; back++) {
    const date = back === 0 ? pair.date : addDays(pair.date, -back);
    const rows = window.days.get(date);
    const found = rows && figuresOf(rows, pair, window.base);
    if (found) return { date, ...found };
  }
  return null;
}

/** How the pair follows from one day's rows: direct, else inverse, else through the base. */
function figuresOf(
  rows: ReadonlyMap<string, StoredRow>,
  { source, target }: PairOnDay,
  base: CurrencyCode,
): { legs: Legs; fetchedAt: Date } | null {
  const direct = rows.get(`${source}/${target}`);
  if (direct) {
    return {
      legs: { kind: "direct", rate: direct.rate },
      fetchedAt: direct.fetchedAt,
    };
  }
  const inverse = rows.get(`${target}/${source}`);
  if (inverse) {
    return {
      legs: { kind: "inverse", rate: inverse.rate },
      fetchedAt: inverse.fetchedAt,
    };
  }
  const ofSource = rows.get(`${base}/${source}`);
  const ofTarget = rows.get(`${base}/${target}`);
  if (!ofSource || !ofTarget) return null;
  return {
    legs: { kind: "cross", source: ofSource.rate, target: ofTarget.rate },
    fetchedAt: ofSource.fetchedAt > ofTarget.fetchedAt
      ? ofSource.fetchedAt
      : ofTarget.fetchedAt,
  };
}
