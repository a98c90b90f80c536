/** Days and times in words: UTC days as the service means them, times of day in the reader's zone. */

import { dateFormat } from "./formats.ts";

const DAY_MS = 86_400_000;

/** The service looks for what is due every five minutes. */
const SOON_MS = 5 * 60_000;

/** A week back, a weekday's name means one day only. */
const NAMED_DAYS = 6;

const WEEKDAYS: readonly string[] = [
  "Sunday",
  "Monday",
  "Tuesday",
  "Wednesday",
  "Thursday",
  "Friday",
  "Saturday",
];

/** The first day and the last. */
export interface DayRange {
  readonly from: string;
  readonly to: string;
}

/** The day (UTC) of an instant: `2024-10-27`. */
export function dayOf(instant: Date): string {
  return instant.toISOString().slice(0, 10);
}

/** Whether the text is a day of the calendar, written `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && dayOf(new Date(time)) === text;
}

/** The day so many days before. */
export function daysBefore(day: string, days: number): string {
  return dayOf(new Date(Date.parse(day) - days * DAY_MS));
}

/** The same day so many months before, or the last of that month when it is shorter. */
export function monthsBefore(day: string, months: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() - months];
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const its = Math.min(date.getUTCDate(), last);
  return dayOf(new Date(Date.UTC(year, month, its)));
}

/** How many days a range has, both ends counted. */
export function daysIn({ from, to }: DayRange): number {
  return (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
}

/** `Sunday`: so in every kind of English, so that the first thing on a page need not wait for the browser's locales. */
export function weekday(day: string): string {
  return WEEKDAYS[new Date(`${day}T00:00:00Z`).getUTCDay()] ?? "";
}

/** `25 Oct`, with the year when that is not the year of the day it is read beside. */
export function shortDay(day: string, beside: string, locale: string): string {
  const sameYear = day.slice(0, 4) === beside.slice(0, 4);
  return format(day, locale, {
    day: "numeric",
    month: "short",
    ...(!sameYear && { year: "numeric" }),
  });
}

/** `27 October 2024`. */
export function longDay(day: string, locale: string): string {
  return format(day, locale, {
    day: "numeric",
    month: "long",
    year: "numeric",
  });
}

/** `October 2024`. */
export function monthOf(day: string, locale: string): string {
  return format(day, locale, { month: "long", year: "numeric" });
}

/** Whose day answers: `Friday’s rate, 25 Oct`, or `rate of 7 Oct` when the weekday would not say which. */
export function carriedDay(
  rateDay: string,
  askedDay: string,
  locale: string,
): string {
  const short = shortDay(rateDay, askedDay, locale);
  const age = (Date.parse(askedDay) - Date.parse(rateDay)) / DAY_MS;
  return age > 0 && age <= NAMED_DAYS
    ? `${weekday(rateDay)}’s rate, ${short}`
    : `Rate of ${short}`;
}

/** An instant as people say it: `14:20`, `yesterday 14:20`, `25 Oct 14:20`. */
export function timeWords(
  instant: Date,
  { now, locale, timeZone }: {
    readonly now: Date;
    readonly locale: string;
    readonly timeZone?: string;
  },
): string {
  const day = (of: Date) => dayIn(of, locale, timeZone);
  const time = dateFormat(locale, {
    timeZone,
    hour: "numeric",
    minute: "2-digit",
  }).format(instant);
  const its = day(instant);
  if (its === day(now)) return time;
  if (its === day(new Date(now.getTime() - DAY_MS))) return `yesterday ${time}`;
  return `${shortDay(its, day(now), locale)} ${time}`;
}

/** An instant to come: `within minutes`, `16:00`, `Mon 16:00`, `3 Dec 16:00`. */
export function comingWords(
  instant: Date,
  { now, locale, timeZone }: {
    readonly now: Date;
    readonly locale: string;
    readonly timeZone?: string;
  },
): string {
  const aheadMs = instant.getTime() - now.getTime();
  if (aheadMs <= SOON_MS) return "within minutes";
  if (aheadMs > NAMED_DAYS * DAY_MS) {
    return timeWords(instant, { now, locale, timeZone });
  }
  const parts = dateFormat(locale, {
    timeZone,
    hour: "numeric",
    minute: "2-digit",
  });
  const day = dateFormat(locale, { timeZone, weekday: "short" });
  const time = parts.format(instant);
  return day.format(instant) === day.format(now)
    ? time
    : `${day.format(instant)} ${time}`;
}

/** The locale for words inside English sentences: the reader's English, or Britain's. */
export function englishLocale(languages: readonly string[]): string {
  return languages.find((one) => /^en\b/i.test(one)) ?? "en-GB";
}

/** The day of an instant where the reader is; without another locale, whose data a phone would have to fetch. */
function dayIn(instant: Date, locale: string, timeZone?: string): string {
  const parts = new Map(
    dateFormat(locale, {
      timeZone,
      calendar: "gregory",
      numberingSystem: "latn",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
    }).formatToParts(instant).map(({ type, value }) => [type, value]),
  );
  return `${parts.get("year")}-${parts.get("month")}-${parts.get("day")}`;
}

function format(
  day: string,
  locale: string,
  options: Intl.DateTimeFormatOptions,
): string {
  return dateFormat(locale, { ...options, timeZone: "UTC" })
    .format(new Date(`${day}T00:00:00Z`));
}
