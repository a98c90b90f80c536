/** One point of a series, as long as it is looked at: the walk has a single one and moves it on, 27 years of 170 currencies too. */

import type { CurrencyCode } from "./currency.ts";
import { type Day, fromDayNumber } from "./day.ts";
import type { DecimalText } from "./decimal.ts";
import { type RateKind, rateOf } from "./rate.ts";
import type { Answering } from "./series_lane.ts";

/** The rate of a target on a day; whoever wants to keep something of it copies that. */
export interface Point {
  readonly source: CurrencyCode;
  readonly target: CurrencyCode;
  readonly date: Day;
  /** Units of the target for 1 of the source. */
  readonly rate: DecimalText;
  readonly kind: RateKind;
  /** The day of the observation that answers: `date`, or the last one before it. */
  readonly rateDate: Day;
  /** Null for a currency against itself. */
  readonly provider: string | null;
  readonly carried: boolean;
  readonly stale: boolean;
  readonly synthetic: boolean;
}

/** Goes through points; gives way after every some thousands, when what was made of them should be passed on. */
export type Points<T = Point> = (
  visit: (point: T) => void,
) => AsyncIterable<void>;

/** The one point of a walk. */
export class MovingPoint implements Point {
  target = "";
  date = fromDayNumber(0);
  rate = "1";
  kind: RateKind = "identity";
  rateDate = this.date;
  provider: string | null = null;
  carried = false;
  stale = false;
  synthetic = false;

  constructor(readonly source: CurrencyCode) {}

  /** Moves to where these figures answer; null for the source itself. */
  move(target: CurrencyCode, day: number, by: Answering | null): void {
    this.target = target;
    this.date = fromDayNumber(day);
    if (by === null) {
      this.rate = "1";
      this.kind = "identity";
      this.rateDate = this.date;
      this.provider = null;
      this.carried = this.stale = this.synthetic = false;
      return;
    }
    const { facts, storedDay, stale } = by;
    const legs = by.legs();
    this.rate = rateOf(legs);
    this.kind = legs.kind;
    this.carried = storedDay < day;
    this.rateDate = this.carried ? fromDayNumber(storedDay) : this.date;
    this.provider = facts.key;
    this.stale = stale;
    this.synthetic = facts.synthetic;
  }
}
