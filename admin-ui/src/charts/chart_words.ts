/** The figures and days of a chart as they are read: rounded to compare by eye; the CSV has every digit. */

import type { Series } from "../api/client.ts";
import {
  type DayRange,
  daysIn,
  longDay,
  monthOf,
  shortDay,
} from "../text/days.ts";
import type { Group } from "./periods.ts";
import { dateFormat, numberFormat } from "../text/formats.ts";

/** Digits that a reader compares at a glance. */
const DIGITS = 6;

/** A writer of values that line up: as many decimals for all as the smallest of them needs, two where all start at 100. */
export function valueWriter(
  values: readonly (number | null)[],
  { indexed, locale }: { readonly indexed: boolean; readonly locale: string },
): (value: number) => string {
  const there = values.filter((value) => value !== null);
  const wholeDigits = Math.floor(Math.log10(Math.min(...there))) + 1;
  const decimals = indexed || there.length === 0
    ? 2
    : Math.min(15, Math.max(2, DIGITS - wholeDigits));
  return numberFormat(locale, {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  }).format;
}

/** `+2.41 %`. */
export function changeWords(change: number, locale: string): string {
  return numberFormat(locale, {
    style: "percent",
    signDisplay: "exceptZero",
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  }).format(change);
}

/** What a point stands for: `25 October 2024`, `week of 21 October 2024`, `October 2024`. */
export function pointDay(day: string, group: Group, locale: string): string {
  if (group === "month") return monthOf(day, locale);
  const long = longDay(day, locale);
  return group === "week" ? `week of ${long}` : long;
}

/** The same where many stand below each other: `25 Oct 2024`. */
export function pointDayShort(
  day: string,
  group: Group,
  locale: string,
): string {
  return group === "month" ? monthOf(day, locale) : shortDay(day, "", locale);
}

/** The days of a chart and what its points are: `22 Nov 2025 to 22 Nov 2026, daily rates`. */
export function spanWords(
  { from, to }: DayRange,
  group: Group,
  locale: string,
): string {
  const points = group === null
    ? "daily rates"
    : `${group === "week" ? "weekly" : "monthly"} means`;
  const days = [shortDay(from, to, locale), shortDay(to, "", locale)];
  return `${days.join(" to ")}, ${points}`;
}

/** Why a chart is not final yet, in a sentence; null when it is. */
export function missingWords(
  missing: Series["missing"],
  locale: string,
): string | null {
  const [first] = missing;
  if (!first) return null;
  const days = missing.reduce((sum, span) => sum + daysIn(span), 0);
  const count = numberFormat(locale).format(days);
  const last = missing.at(-1) ?? first;
  const where = days === 1
    ? `For ${longDay(first.from, locale)}`
    : missing.length === 1
    ? `For ${count} days, ${longDay(first.from, locale)} to ${
      longDay(last.to, locale)
    },`
    : `For ${count} days between ${longDay(first.from, locale)} and ${
      longDay(last.to, locale)
    }`;
  return `${where} a preferred provider has not answered yet. What is shown there may change, and what is absent may appear.`;
}

/** Labels of the axis of days, as fine as their distance asks for. */
export function dayLabel(
  seconds: number,
  stepSeconds: number,
  locale: string,
): string {
  const year = 360 * 86_400;
  const month = 27 * 86_400;
  return dateFormat(locale, {
    timeZone: "UTC",
    ...(stepSeconds >= year
      ? { year: "numeric" }
      : stepSeconds >= month
      ? { month: "short", year: "2-digit" }
      : { day: "numeric", month: "short" }),
  }).format(seconds * 1000);
}
