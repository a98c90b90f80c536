/** A stretch of one provider's history in columns: each pair's rates, found by day. */

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

/** The rates of one pair, by the days since the window's first. */
type Column = readonly DecimalText[];

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
    const stored = await store.history(
      facts.key,
      namesFor(facts.base, source, targets),
      { from, to: range.to },
    );
    const first = dayNumber(from);
    const length = dayNumber(range.to) - first + 1;
    const columns = new Map<string, DecimalText[]>();
    for (const { base, quote, days, rates } of stored) {
      const name = nameOf(base, quote);
      // Of its full length at once: one that grows by leaps becomes a slow hash table.
      const column = columns.get(name) ?? new Array<DecimalText>(length);
      columns.set(name, column);
      for (const [i, day] of days.entries()) {
        const rate = rates[i];
        if (rate !== undefined) column[day - first] = rate;
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

  /** How the figures of this very day give the pair: direct, else inverse, else through the base; null without any. */
  kindOn(day: number): Legs["kind"] | null {
    const { direct, inverse, ofSource, ofTarget } = this.#columns;
    const i = day - this.#first;
    if (direct?.[i] !== undefined) return "direct";
    if (inverse?.[i] !== undefined) return "inverse";
    return ofSource?.[i] !== undefined && ofTarget?.[i] !== undefined
      ? "cross"
      : null;
  }

  /** The figures of this very day. */
  legsOn(day: number): Legs | null {
    const { direct, inverse, ofSource, ofTarget } = this.#columns;
    const i = day - this.#first;
    const published = direct?.[i];
    if (published !== undefined) return { kind: "direct", rate: published };
    const reverse = inverse?.[i];
    if (reverse !== undefined) return { kind: "inverse", rate: reverse };
    const source = ofSource?.[i];
    const target = ofTarget?.[i];
    return source === undefined || target === undefined
      ? null
      : { kind: "cross", source, target };
  }

  /** The newest figures of the day and of so many before it. */
  newest(day: number, lookBackDays: number): StoredPair | null {
    for (let one = day; one >= day - lookBackDays; one--) {
      const legs = this.legsOn(one);
      if (legs) return { date: fromDayNumber(one), legs };
    }
    return null;
  }
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
