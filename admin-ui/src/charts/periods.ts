/** The periods of a chart: as people say them, as days, and how finely each is asked for. */

import { type DayRange, daysIn, monthsBefore } from "../text/days.ts";

/** Periods that end today, by name, with their length in months; `max` goes as far back as rates do. */
export const PRESETS = {
  "1m": 1,
  "3m": 3,
  "1y": 12,
  "5y": 60,
  "10y": 120,
  "max": null,
} as const;

/** The name of a period that ends today. */
export type Preset = keyof typeof PRESETS;

/** Some days up to today, or from one day to another. */
export type Period = Preset | DayRange;

/** How points are gathered; null is a point a day. */
export type Group = "week" | "month" | null;

/** Up to here each day has its point, and up to there each week: some hundred points a line, as many as can be seen. */
const DAILY_DAYS = 800;
const WEEKLY_DAYS = 12 * 366;

/** The first day of the euro's rates: where history begins when no provider says otherwise. */
const FIRST_DAY = "1999-01-04";

/** The days of a period; `since` is the first day that any provider has. */
export function rangeOf(
  period: Period,
  { today, since }: { readonly today: string; readonly since: string | null },
): DayRange {
  if (typeof period !== "string") return period;
  const months = PRESETS[period];
  const from = months === null
    ? since ?? FIRST_DAY
    : monthsBefore(today, months);
  return { from, to: today };
}

/** How finely a range is asked for, so that the answer of 27 years is no larger than that of one. */
export function groupFor(range: DayRange): Group {
  const days = daysIn(range);
  return days <= DAILY_DAYS ? null : days <= WEEKLY_DAYS ? "week" : "month";
}

/** Whether the text names a period. */
export function isPreset(text: string): text is Preset {
  return Object.hasOwn(PRESETS, text);
}
