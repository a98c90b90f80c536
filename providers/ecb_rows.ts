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
  readonly rows: readonly RawRate[];
  /** The days that the file lists whole. */
  readonly days: readonly Day[];
  /** The days whose row is unusable; null stands for one that cannot even be told. */
  readonly broken: readonly (Day | null)[];
  readonly rejected: readonly Rejection[];
}

const EURO = "EUR";

/** How a day without a rate for a currency is written. */
const MISSING: ReadonlySet<string> = new Set(["N/A", "NaN", ""]);

/** Gathers rows day by day. */
export class FileBuilder {
  readonly #rows: RawRate[] = [];
  readonly #days = new Set<Day>();
  readonly #broken: (Day | null)[] = [];
  readonly #rejected: Rejection[] = [];
  #date: Day | null = null;

  /** Goes on to a row of this day; null, and a rejection, when the row is of no use. */
  startDay(text: string, { whole = true } = {}): Day | null {
    this.#date = parseDay(text);
    if (this.#date !== null && whole) {
      this.#days.add(this.#date);
      return this.#date;
    }
    this.#broken.push(this.#date);
    this.#rejected.push({
      row: shown(text) || "(no date)",
      reason: this.#date === null ? "The date is no day" : "The row is cut off",
    });
    return null;
  }

  add(quote: string, rate: string): void {
    if (this.#date === null || MISSING.has(rate)) return;
    // The data API lists series of other kinds too, with longer codes.
    if (!/^[a-z]{3}$/i.test(quote)) return;
    this.#rows.push({ base: EURO, quote, date: this.#date, rate });
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
      rows: this.#rows,
      days: [...this.#days],
      broken: this.#broken,
      rejected: this.#rejected,
    };
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
