/** A rate as it is answered: the number, and everything that says where it comes from. */

import type { CurrencyCode } from "./currency.ts";
import type { Day } from "./day.ts";
import { type DecimalText, inverse, quotient } from "./decimal.ts";
import type { Figures } from "./decide.ts";
import type { Legs } from "./ports.ts";

/** How an answered rate came about; `identity` is a currency against itself. */
export type RateKind = "identity" | Legs["kind"];

/** One answered rate: `rate` units of `target` for 1 `source`. */
export interface Rate {
  readonly source: CurrencyCode;
  readonly target: CurrencyCode;
  readonly rate: DecimalText;
  /** The day that was asked for. */
  readonly date: Day;
  /** The day of the observation that answers: `date`, or the last one before it. */
  readonly rateDate: Day;
  /** Null for a currency against itself. */
  readonly provider: string | null;
  readonly kind: RateKind;
  /** The provider published nothing on `date`: its last observation before it answers. */
  readonly carried: boolean;
  /** Nobody could be asked: the best stored observation answers. */
  readonly stale: boolean;
  /** Made up by the mock provider. */
  readonly synthetic: boolean;
  readonly fetchedAt: Date | null;
  /** A preferred provider could not be asked: the answer may change once it can. Not told, but not kept for long. */
  readonly provisional: boolean;
}

/** A pair and the day it is asked for. */
export interface PairOnDay {
  readonly source: CurrencyCode;
  readonly target: CurrencyCode;
  readonly date: Day;
}

/** The number that the stored figures give: published digits as they are, computed ones to 12 significant digits. */
export function rateOf(legs: Legs): DecimalText {
  switch (legs.kind) {
    case "direct":
      return legs.rate;
    case "inverse":
      return inverse(legs.rate);
    case "cross":
      return quotient(legs.target, legs.source);
  }
}

/** A currency against itself: 1, from nobody. */
export function identityRate({ source, date }: PairOnDay): Rate {
  return {
    source,
    target: source,
    rate: "1",
    date,
    rateDate: date,
    provider: null,
    kind: "identity",
    carried: false,
    stale: false,
    synthetic: false,
    fetchedAt: null,
    provisional: false,
  };
}

/** The answer that a provider's stored figures give to a question. */
export function rateFrom(
  pair: PairOnDay,
  { facts, stored, stale, provisional }: Figures,
): Rate {
  return {
    source: pair.source,
    target: pair.target,
    rate: rateOf(stored.legs),
    date: pair.date,
    rateDate: stored.date,
    provider: facts.key,
    kind: stored.legs.kind,
    carried: stored.date < pair.date,
    stale,
    synthetic: facts.synthetic,
    fetchedAt: stored.fetchedAt,
    provisional,
  };
}
