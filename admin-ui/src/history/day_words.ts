/** The states of days in words, and a year's days laid out in weeks. */

import type { Coverage, CoverageYears } from "../api/client.ts";
import { numberFormat } from "../text/formats.ts";

/** What is known of a day; null outside the provider's history. */
export type DayState = Coverage["days"][string];

/** The states, in the order in which they are explained. */
export const DAY_STATES: readonly DayState[] = [
  "loaded",
  "empty",
  "failed",
  "unknown",
];

/** What each state means. */
export const STATE_WORDS: Readonly<Record<DayState, string>> = {
  loaded: "loaded",
  empty: "nothing published",
  failed: "failed, asked again later",
  unknown: "not asked yet",
};

/** One week of a calendar: seven days from Monday on, null outside the year. */
export type Week = readonly (string | null)[];

const DAY_MS = 86_400_000;

/** The weeks of a year. */
export function weeksOf(year: number): readonly Week[] {
  const start = Date.UTC(year, 0, 1);
  const end = Date.UTC(year, 11, 31);
  const monday = start - ((new Date(start).getUTCDay() + 6) % 7) * DAY_MS;
  const weeks: (string | null)[][] = [];
  for (let time = monday; time <= end; time += 7 * DAY_MS) {
    weeks.push(Array.from({ length: 7 }, (_, i) => {
      const day = time + i * DAY_MS;
      return day < start || day > end
        ? null
        : new Date(day).toISOString().slice(0, 10);
    }));
  }
  return weeks;
}

/** The weeks in so many parts of the same length, to stand below each other. */
export function inParts(
  weeks: readonly Week[],
  count: number,
): readonly (readonly Week[])[] {
  const length = Math.ceil(weeks.length / count);
  return Array.from(
    { length: count },
    (_, part) => weeks.slice(part * length, (part + 1) * length),
  );
}

/** The first day of the month that begins in a week; null when none does. */
export function monthIn(week: Week): string | null {
  return week.find((day) => day?.endsWith("-01")) ?? null;
}

/** The months above a part's weeks, and above how many each stands: its name is wider than a week. Null before the first. */
export function monthsOver(
  part: readonly Week[],
): readonly { readonly month: string | null; readonly weeks: number }[] {
  const months: { month: string | null; weeks: number }[] = [];
  for (const week of part) {
    const month = monthIn(week);
    const last = months.at(-1);
    if (month === null && last) last.weeks++;
    else months.push({ month, weeks: 1 });
  }
  return months;
}

/** How much of a year is known, in words: `complete`, `261 days loaded, 104 not asked yet`. */
export function yearWords(
  { loaded, empty, failed, unknown }: CoverageYears["years"][number],
  locale: string,
): string {
  const number = numberFormat(locale);
  if (failed === 0 && unknown === 0) {
    return `complete: ${number.format(loaded)} days with rates`;
  }
  if (loaded + empty + failed === 0) return "not asked yet";
  const parts = [
    `${number.format(loaded)} ${loaded === 1 ? "day" : "days"} loaded`,
  ];
  if (failed > 0) parts.push(`${number.format(failed)} failed`);
  if (unknown > 0) parts.push(`${number.format(unknown)} not asked yet`);
  return parts.join(", ");
}

/** The days of each month by state: the calendar for those who would rather read. */
export function monthsOf(
  days: Coverage["days"],
): readonly {
  readonly month: string;
  readonly counts: Readonly<Record<DayState, number>>;
}[] {
  const months = new Map<string, Record<DayState, number>>();
  for (const [day, state] of Object.entries(days)) {
    const month = day.slice(0, 7);
    const counts = months.get(month) ??
      { loaded: 0, empty: 0, failed: 0, unknown: 0 };
    counts[state]++;
    months.set(month, counts);
  }
  return [...months].map(([month, counts]) => ({ month, counts }));
}
