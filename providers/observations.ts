/** Turns the rows of any upstream into observations: what is usable is kept to the digit, what is not is named. */

import { wasMoneyOn } from "../rates/currency.ts";
import { type Day, type DayRange, earlierOf, parseDay } from "../rates/day.ts";
import { type DecimalText, parseRate, perUnit } from "../rates/decimal.ts";
import { ProviderError } from "../rates/errors.ts";
import type { Published, Rejection } from "../rates/ports.ts";
import { Taken } from "./taken.ts";

/** A row as an upstream wrote it; nothing of it is trusted. */
export interface RawRate {
  readonly base: string;
  readonly quote: string;
  readonly date: string;
  /** Units of `quote` for `units` of `base`, as text; anything else is no rate. */
  readonly rate: unknown;
  /** How many units of `base` the rate is for, where that is not one: `100`. */
  readonly units?: string;
}

/** What {@linkcode collect} must know of the question. */
export interface CollectOptions {
  /** The current day: rows of later days are rejected. */
  readonly today: Day;
  /** Rows of other days are left out, for upstreams that answer with a neighbouring day; absent: any day is taken. */
  readonly within?: DayRange;
  /** The days about which the rows are complete; the future is cut off. */
  readonly covers: DayRange | null;
  /** Rows that were not even readable. */
  readonly rejected?: readonly Rejection[];
}

/** Longest piece of an upstream's text that a rejection repeats. */
const SHOWN_CHARACTERS = 40;

/**
 * The usable rows. Codes that are no money on their day (crypto, metals, currencies long ended) and a base against
 * itself are left out in silence, since vendors mix them in by design; an unusable rate of a real currency is a
 * rejection. A day of which only rejections are left is doubtful, not empty.
 * @throws {ProviderError} `invalid_answer` when there were rows and none could be used
 */
export function collect(
  rows: Iterable<RawRate>,
  { today, within, covers, rejected: unreadable = [] }: CollectOptions,
): Published {
  const taken = new Taken();
  const rejected: Rejection[] = [...unreadable];
  const days = new Map<string, Day | null>();
  const doubtful = new Set<Day>();
  for (const row of rows) {
    const base = row.base.trim().toUpperCase();
    const quote = row.quote.trim().toUpperCase();
    let date = days.get(row.date);
    if (date === undefined) days.set(row.date, date = parseDay(row.date));
    const reject = (reason: string) =>
      rejected.push({ row: describe({ ...row, quote }), reason });

    if (date === null) {
      reject("The date is no day");
      continue;
    }
    if (within && (date < within.from || date > within.to)) continue;
    if (base === quote) continue;
    if (!wasMoneyOn(base, date) || !wasMoneyOn(quote, date)) continue;
    if (date > today) {
      reject("The day lies in the future");
      continue;
    }
    const rate = rateOf(row);
    if (rate === null) {
      reject("The rate is no usable number");
      doubtful.add(date);
      continue;
    }
    if (taken.take({ base, quote, date, rate }) !== rate) {
      reject("An earlier row of this day says otherwise");
    }
  }
  const { observations } = taken;
  const [first] = rejected;
  if (observations.length === 0 && first && doubtful.size > 0) {
    throw new ProviderError(
      "invalid_answer",
      `Answered ${rejected.length} rows, none of them usable: ${first.row}: ${first.reason}`,
    );
  }
  for (const { date } of observations) doubtful.delete(date);
  return {
    observations,
    covers: covers && until(today, covers),
    ...(doubtful.size > 0 && { doubtful: [...doubtful] }),
    rejected,
  };
}

/** The rows of a map from code to rate that all are of one day. */
export function* rowsOf(
  rates: Readonly<Record<string, unknown>>,
  { base, date }: { readonly base: string; readonly date: string },
): Generator<RawRate> {
  for (const [quote, rate] of Object.entries(rates)) {
    yield { base, quote, date, rate };
  }
}

/** An upstream's text, short enough and plain enough to be shown to an operator. */
export function shown(value: unknown): string {
  if (typeof value !== "string") {
    return value === null ? "null" : `(${typeof value})`;
  }
  // deno-lint-ignore no-control-regex
  const plain = value.replace(/[\x00-\x1f\x7f]+/g, " ").trim();
  return plain.length > SHOWN_CHARACTERS
    ? `${plain.slice(0, SHOWN_CHARACTERS)}…`
    : plain;
}

function rateOf({ rate, units }: RawRate): DecimalText | null {
  if (typeof rate !== "string") return null;
  const published = parseRate(rate);
  if (published === null || units === undefined) return published;
  const count = Number(units);
  return Number.isSafeInteger(count) && count > 0
    ? parseRate(perUnit(published, count))
    : null;
}

function describe({ date, quote, rate, units }: RawRate): string {
  const per = units === undefined ? "" : ` per ${shown(units)}`;
  return `${shown(date)} ${shown(quote)} = ${shown(rate)}${per}`;
}

function until(today: Day, { from, to }: DayRange): DayRange | null {
  return from > today ? null : { from, to: earlierOf(to, today) };
}
