/** Daily rates as weekly or monthly means. */

import { addDays, type Day, day, dayNumber } from "./day.ts";
import { type DecimalText, mean } from "./decimal.ts";
import type { Point, Points } from "./point.ts";

/** The periods that rates can be grouped by. */
export type Period = "week" | "month";

/** The mean of the daily rates of one target in one period. */
export interface PeriodRate {
  readonly source: string;
  readonly target: string;
  /** The period's first day: the Monday of an ISO 8601 week, the first of a month. */
  readonly period: Day;
  /** To 12 significant digits, half-even. */
  readonly rate: DecimalText;
  /** The days that the mean is made of. */
  readonly observations: number;
  readonly firstDate: Day;
  readonly lastDate: Day;
  /** The providers of those days. */
  readonly providers: readonly string[];
  readonly synthetic: boolean;
}

/** The first day of the period that holds the day. */
export function startOfPeriod(date: Day, period: Period): Day {
  if (period === "month") return day(`${date.slice(0, 8)}01`);
  // 1970-01-01, day number 0, was a Thursday: three days after a Monday.
  return addDays(date, -((((dayNumber(date) + 3) % 7) + 7) % 7));
}

/**
 * The means of the points, period by period, then in the order in which the targets came. Points come by day; holds
 * one period at a time.
 */
export function groupRates(points: Points, period: Period): Points<PeriodRate> {
  return async function* means(visit) {
    let current: Day | null = null;
    let byTarget = new Map<string, Gathered>();
    function end() {
      for (const gathered of byTarget.values()) visit(gathered.mean());
      byTarget = new Map();
    }
    yield* points((point) => {
      const start = startOfPeriod(point.date, period);
      if (start !== current) {
        end();
        current = start;
      }
      const gathered = byTarget.get(point.target);
      if (gathered) gathered.add(point);
      else byTarget.set(point.target, new Gathered(point, start));
    });
    end();
    yield;
  };
}

/** The days of one target in one period. */
class Gathered {
  readonly #source: string;
  readonly #target: string;
  readonly #period: Day;
  readonly #firstDate: Day;
  readonly #rates: DecimalText[] = [];
  readonly #providers = new Set<string>();
  #lastDate: Day;
  #synthetic = false;

  constructor(first: Point, period: Day) {
    this.#source = first.source;
    this.#target = first.target;
    this.#period = period;
    this.#firstDate = this.#lastDate = first.date;
    this.add(first);
  }

  add({ date, rate, provider, synthetic }: Point): void {
    this.#lastDate = date;
    this.#rates.push(rate);
    if (provider !== null) this.#providers.add(provider);
    this.#synthetic ||= synthetic;
  }

  mean(): PeriodRate {
    return {
      source: this.#source,
      target: this.#target,
      period: this.#period,
      rate: mean(this.#rates),
      observations: this.#rates.length,
      firstDate: this.#firstDate,
      lastDate: this.#lastDate,
      providers: [...this.#providers],
      synthetic: this.#synthetic,
    };
  }
}
