/** Daily rates as weekly or monthly means. */

import { addDays, type Day, day, dayNumber } from "./day.ts";
import { type DecimalText, mean } from "./decimal.ts";
import type { Rate } from "./rate.ts";

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
 * one period at a time, and passes on what each batch completes.
 */
export async function* groupRates(
  batches: AsyncIterable<readonly Rate[]>,
  period: Period,
): AsyncGenerator<readonly PeriodRate[]> {
  let current: Day | null = null;
  let byTarget = new Map<string, Rate[]>();
  for await (const points of batches) {
    const means: PeriodRate[] = [];
    for (const point of points) {
      const start = startOfPeriod(point.date, period);
      if (current !== null && start !== current) {
        means.push(...meansOf(byTarget, current));
        byTarget = new Map();
      }
      current = start;
      const rates = byTarget.get(point.target);
      if (rates) rates.push(point);
      else byTarget.set(point.target, [point]);
    }
    yield means;
  }
  if (current !== null) yield [...meansOf(byTarget, current)];
}

function* meansOf(
  byTarget: ReadonlyMap<string, readonly Rate[]>,
  period: Day,
): Generator<PeriodRate> {
  for (const [target, rates] of byTarget) {
    const [first] = rates;
    const last = rates.at(-1);
    if (!first || !last) continue;
    yield {
      source: first.source,
      target,
      period,
      rate: mean(rates.map(({ rate }) => rate)),
      observations: rates.length,
      firstDate: first.date,
      lastDate: last.date,
      providers: [...new Set(rates.flatMap(({ provider }) => provider ?? []))],
      synthetic: rates.some(({ synthetic }) => synthetic),
    };
  }
}
