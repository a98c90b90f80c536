/** The rows of a file of the European Central Bank, and the days about which it is complete. */

import {
  addDays,
  type Day,
  type DayRange,
  daysBetween,
  earlierOf,
  laterOf,
  parseDay,
} from "../rates/day.ts";
import type { Rejection } from "../rates/ports.ts";
import { type RawRate, shown } from "./observations.ts";

/** What a file holds. */
export interface FileRows {
  /** Made as they are walked over: 217,555 at a time would be 14 MB. */
  readonly rows: Iterable<RawRate>;
  /** The days that the file lists whole. */
  readonly days: readonly Day[];
  /** The days whose row is unusable; null stands for one that cannot even be told. */
  readonly broken: readonly (Day | null)[];
  readonly rejected: readonly Rejection[];
}

const EURO = "EUR";

/** How a day without a rate for a currency is written. */
const MISSING: ReadonlySet<string> = new Set(["N/A", "NaN", ""]);

/** The rates of a day, currency by currency. */
interface FileDay {
  readonly date: Day;
  readonly quotes: string[];
  readonly rates: string[];
}

/** Gathers rows day by day. */
export class FileBuilder {
  readonly #listed: FileDay[] = [];
  readonly #days = new Set<Day>();
  readonly #broken: (Day | null)[] = [];
  readonly #rejected: Rejection[] = [];
  #day: FileDay | null = null;

  /** Goes on to a row of this day; null, and a rejection, when the row is of no use. */
  startDay(text: string, { whole = true } = {}): Day | null {
    const date = parseDay(text);
    if (date !== null && whole) {
      this.#day = { date, quotes: [], rates: [] };
      this.#listed.push(this.#day);
      this.#days.add(date);
      return date;
    }
    this.#day = null;
    this.#broken.push(date);
    this.#rejected.push({
      row: shown(text) || "(no date)",
      reason: date === null ? "The date is no day" : "The row is cut off",
    });
    return null;
  }

  add(quote: string, rate: string): void {
    if (this.#day === null || MISSING.has(rate)) return;
    // The data API lists series of other kinds too, with longer codes.
    if (!/^[a-z]{3}$/i.test(quote)) return;
    this.#day.quotes.push(quote);
    this.#day.rates.push(rate);
  }

  /** @throws {SyntaxError} when no day was usable, with the first row that was not */
  done(): FileRows {
    if (this.#days.size === 0) {
      const [first] = this.#rejected;
      throw new SyntaxError(
        first
          ? `The file holds no day with rates; its first row is '${first.row}': ${first.reason.toLowerCase()}`
          : "The file holds no day with rates",
      );
    }
    return {
      rows: rowsOf(this.#listed),
      days: [...this.#days],
      broken: this.#broken,
      rejected: this.#rejected,
    };
  }
}

function* rowsOf(listed: readonly FileDay[]): Generator<RawRate> {
  for (const { date, quotes, rates } of listed) {
    for (const [i, quote] of quotes.entries()) {
      yield { base: EURO, quote, date, rate: rates[i] };
    }
  }
}

/** The longest part of the span without an unusable row: of such a day it is not known that nothing was published. */
export function intactPart(
  { from, to }: DayRange,
  broken: readonly (Day | null)[],
): DayRange | null {
  const edges = [addDays(from, -1)];
  for (const date of broken.toSorted()) {
    if (date === null) return null;
    if (date >= from && date <= to) edges.push(date);
  }
  edges.push(addDays(to, 1));
  const gaps = edges.slice(1).map((edge, i) => ({
    from: addDays(edges[i] ?? edge, 1),
    to: addDays(edge, -1),
  }));
  const [longest] = gaps.toSorted((a, b) =>
    daysBetween(b.from, b.to) - daysBetween(a.from, a.to)
  );
  return longest && longest.from <= longest.to ? longest : null;
}

/** From the first day of the file to its last. */
export function spanOf({ days }: FileRows): DayRange {
  return { from: days.reduce(earlierOf), to: days.reduce(laterOf) };
}
