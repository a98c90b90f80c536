/** A calendar day in UTC, written `YYYY-MM-DD`: the only notion of date in this program. */

declare const calendarDay: unique symbol;

/** A calendar day, UTC, `YYYY-MM-DD`; made by {@linkcode day}, {@linkcode parseDay} or {@linkcode dayOf} only. */
export type Day = string & { readonly [calendarDay]: true };

/** The days from `from` to `to`, both included; `from` is never after `to`. */
export interface DayRange {
  readonly from: Day;
  readonly to: Day;
}

const DAY_MS = 86_400_000;

/** Whether the text is a day that exists, strictly in ISO form: `2024-02-30`, `20240201` and the year 0 are not. */
export function isDay(text: string): text is Day {
  if (!/^(?!0000)\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** The day that the text names, or null when it names none. */
export function parseDay(text: string): Day | null {
  return isDay(text) ? text : null;
}

/** The day that the text names; for text that is known to be one. */
export function day(text: string): Day {
  if (!isDay(text)) throw new RangeError(`Cannot read a day: '${text}'`);
  return text;
}

/** The first day that a database can store: before every other. */
export const FIRST_DAY = day("0001-01-01");

/** The UTC day of an instant. */
export function dayOf(instant: Date): Day {
  return day(instant.toISOString().slice(0, 10));
}

/** Days since 1970-01-01, so that days can be counted and compared as numbers. */
export function dayNumber(date: Day): number {
  return NUMBERS.get(date) ?? Date.parse(date) / DAY_MS;
}

/** The day with this {@linkcode dayNumber}; before the year 1, with which Postgres begins, its first day. */
export function fromDayNumber(count: number): Day {
  return DAYS[count] ?? remember(Math.max(count, FIRST));
}

/**
 * The days of rate histories, 1970 to 2100, as they are first needed: a series walks over each of its days many times,
 * and formatting a date costs thirty times as much as finding it.
 */
const DAYS: Day[] = [];
const NUMBERS = new Map<Day, number>();
const FIRST = Date.parse(FIRST_DAY) / DAY_MS;
const LAST_REMEMBERED = Date.UTC(2100, 11, 31) / DAY_MS;

function remember(count: number): Day {
  const date = dayOf(new Date(count * DAY_MS));
  if (count >= 0 && count <= LAST_REMEMBERED) {
    DAYS[count] = date;
    NUMBERS.set(date, count);
  }
  return date;
}

/** The day `count` days after (or, when negative, before) this one. */
export function addDays(date: Day, count: number): Day {
  return fromDayNumber(dayNumber(date) + count);
}

/** How many days lie from `from` to `to`: 0 for the same day. */
export function daysBetween(from: Day, to: Day): number {
  return dayNumber(to) - dayNumber(from);
}

/** The instant at which a day begins. */
export function startOfDay(date: Day): Date {
  return new Date(dayNumber(date) * DAY_MS);
}

/** Every day of the range, in order. */
export function* eachDay({ from, to }: DayRange): Generator<Day> {
  const last = dayNumber(to);
  for (let n = dayNumber(from); n <= last; n++) yield fromDayNumber(n);
}

/** The later of two days. */
export function laterOf(a: Day, b: Day): Day {
  return a > b ? a : b;
}

/** From the earliest of the days to the latest; null when there is none. */
export function spanOf(days: Iterable<Day>): DayRange | null {
  let span: DayRange | null = null;
  for (const day of days) {
    span = span
      ? { from: earlierOf(span.from, day), to: laterOf(span.to, day) }
      : { from: day, to: day };
  }
  return span;
}

/** The earlier of two days. */
export function earlierOf(a: Day, b: Day): Day {
  return a < b ? a : b;
}

/** Whether any day is in both ranges. */
export function overlap(a: DayRange, b: DayRange): boolean {
  return a.from <= b.to && b.from <= a.to;
}

/** Days in any order as the fewest ranges that hold exactly them, oldest first. */
export function rangesOf(days: Iterable<Day>): DayRange[] {
  const numbers = [...new Set(days)].map(dayNumber).sort((a, b) => a - b);
  const ranges: { from: number; to: number }[] = [];
  for (const n of numbers) {
    const last = ranges.at(-1);
    if (last && n === last.to + 1) last.to = n;
    else ranges.push({ from: n, to: n });
  }
  return ranges.map((r) => ({
    from: fromDayNumber(r.from),
    to: fromDayNumber(r.to),
  }));
}
