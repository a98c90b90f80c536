/** A stretch of one provider's history in columns: each pair's rates and their times, found by day. */

import type { CurrencyCode } from "./currency.ts";
import { addDays, dayNumber, type DayRange, fromDayNumber } from "./day.ts";
import type { DecimalText } from "./decimal.ts";
import type {
  Legs,
  Provider,
  RateStore,
  StoredPair,
  StoredPairName,
} from "./ports.ts";

/** What is stored of one pair, by the days since the window's first. */
interface Column {
  readonly rates: DecimalText[];
  readonly fetchedAt: Date[];
}

/** The stretch. */
export class Window {
  readonly #first: number;
  readonly #base: CurrencyCode;
  readonly #columns: ReadonlyMap<string, Column>;

  private constructor(
    first: number,
    base: CurrencyCode,
    columns: ReadonlyMap<string, Column>,
  ) {
    this.#first = first;
    this.#base = base;
    this.#columns = columns;
  }

  /** What the provider has of the targets for the source, the look-back before the range included. */
  static async load(
    { store, lookBackDays }: {
      readonly store: Pick<RateStore, "history">;
      readonly lookBackDays: number;
    },
    { facts }: Provider,
    { source, targets, range }: {
      readonly source: CurrencyCode;
      readonly targets: readonly CurrencyCode[];
      readonly range: DayRange;
    },
  ): Promise<Window> {
    const from = addDays(range.from, -lookBackDays);
    const runs = await store.history(
      facts.key,
      namesFor(facts.base, source, targets),
      { from, to: range.to },
    );
    const first = dayNumber(from);
    const length = dayNumber(range.to) - first + 1;
    const columns = new Map<string, Column>();
    for (const { base, quote, fetchedAt, days, rates } of runs) {
      const name = nameOf(base, quote);
      let column = columns.get(name);
      if (!column) {
        // Of their full length at once: one that grows by leaps becomes a slow hash table.
        column = { rates: new Array(length), fetchedAt: new Array(length) };
        columns.set(name, column);
      }
      for (const [i, day] of days.entries()) {
        const rate = rates[i];
        if (rate === undefined) continue;
        column.rates[day - first] = rate;
        column.fetchedAt[day - first] = fetchedAt;
      }
    }
    return new Window(first, facts.base, columns);
  }

  /** What the stretch has of one pair. */
  pair(source: CurrencyCode, target: CurrencyCode): PairHistory {
    const column = (base: CurrencyCode, quote: CurrencyCode) =>
      this.#columns.get(nameOf(base, quote));
    return new PairHistory(this.#first, {
      direct: column(source, target),
      inverse: column(target, source),
      ofSource: column(this.#base, source),
      ofTarget: column(this.#base, target),
    });
  }
}

/** How a pair's figures may be stored: each where there is one. */
interface Columns {
  readonly direct: Column | undefined;
  readonly inverse: Column | undefined;
  readonly ofSource: Column | undefined;
  readonly ofTarget: Column | undefined;
}

/** The figures of one pair on the days of a window. */
export class PairHistory {
  readonly #first: number;
  readonly #columns: Columns;

  constructor(first: number, columns: Columns) {
    this.#first = first;
    this.#columns = columns;
  }

  /** Whether the pair has figures of this very day. */
  has(day: number): boolean {
    const { direct, inverse, ofSource, ofTarget } = this.#columns;
    const i = day - this.#first;
    return direct?.rates[i] !== undefined ||
      inverse?.rates[i] !== undefined ||
      (ofSource?.rates[i] !== undefined && ofTarget?.rates[i] !== undefined);
  }

  /** The figures of this very day: direct, else inverse, else through the base. */
  on(day: number): StoredPair | null {
    const { direct, inverse, ofSource, ofTarget } = this.#columns;
    const i = day - this.#first;
    const published = direct?.rates[i];
    if (direct && published !== undefined) {
      return at(day, direct.fetchedAt[i], { kind: "direct", rate: published });
    }
    const reverse = inverse?.rates[i];
    if (inverse && reverse !== undefined) {
      return at(day, inverse.fetchedAt[i], { kind: "inverse", rate: reverse });
    }
    const source = ofSource?.rates[i];
    const target = ofTarget?.rates[i];
    if (source === undefined || target === undefined) return null;
    return at(
      day,
      laterTime(ofSource?.fetchedAt[i], ofTarget?.fetchedAt[i]),
      { kind: "cross", source, target },
    );
  }

  /** The newest figures of the day and of so many before it. */
  newest(day: number, lookBackDays: number): StoredPair | null {
    for (let one = day; one >= day - lookBackDays; one--) {
      if (this.has(one)) return this.on(one);
    }
    return null;
  }
}

function at(day: number, fetchedAt: Date | undefined, legs: Legs): StoredPair {
  if (!fetchedAt) throw new TypeError("A stored rate has no time");
  return { date: fromDayNumber(day), fetchedAt, legs };
}

function laterTime(a: Date | undefined, b: Date | undefined): Date | undefined {
  return a && b && a.getTime() > b.getTime() ? a : b;
}

/** All pairs from which a provider with this base may answer. */
function namesFor(
  base: CurrencyCode,
  source: CurrencyCode,
  targets: readonly CurrencyCode[],
): StoredPairName[] {
  const names = new Map<string, StoredPairName>();
  const add = (base: CurrencyCode, quote: CurrencyCode) => {
    if (base !== quote) names.set(nameOf(base, quote), { base, quote });
  };
  add(base, source);
  for (const target of targets) {
    add(source, target);
    add(target, source);
    add(base, target);
  }
  return [...names.values()];
}

function nameOf(base: CurrencyCode, quote: CurrencyCode): string {
  return `${base}/${quote}`;
}
