/** The lines of a chart: a series by currency, on days that all lines share. */

import type { Series } from "../api/client.ts";

/** One currency's values, in step with the days; null where it has none. */
export interface Line {
  readonly code: string;
  /** Its place among the currencies that were asked for: a line keeps its colour when another has no values. */
  readonly place: number;
  readonly values: readonly (number | null)[];
}

/** Lines on their days. */
export interface Lines {
  readonly days: readonly string[];
  readonly lines: readonly Line[];
}

/** The rates of a series, a line for each currency that has any, in the order given. */
export function linesOf(
  points: readonly Pick<Series["rates"][number], "date" | "target" | "rate">[],
  targets: readonly string[],
): Lines {
  const days = [...new Set(points.map(({ date }) => date))].sort();
  const place = new Map(days.map((day, at) => [day, at]));
  const values = new Map(
    targets.map((code) => [code, new Array<number | null>(days.length)]),
  );
  for (const column of values.values()) column.fill(null);
  for (const { date, target, rate } of points) {
    const at = place.get(date);
    if (at !== undefined) values.get(target)?.splice(at, 1, rate);
  }
  return {
    days,
    lines: [...values]
      .map(([code, column], place) => ({ code, place, values: column }))
      .filter((line) => startOf(line) !== null),
  };
}

/** The lines as they move: each starts at 100. */
export function indexedLines({ days, lines }: Lines): Lines {
  return {
    days,
    lines: lines.map((line) => {
      const start = startOf(line);
      return {
        ...line,
        values: line.values.map((value) =>
          value === null || start === null ? null : 100 * (value / start)
        ),
      };
    }),
  };
}

/** The first value of a line. */
export function startOf({ values }: Line): number | null {
  return values.find((value) => value !== null) ?? null;
}

/** The place of the last value of a line; -1 when it has none. */
export function lastPlace({ values }: Line): number {
  return values.findLastIndex((value) => value !== null);
}

/** How far a line is from its start: 0.02 is two percent more. */
export function changeAt(line: Line, at: number): number | null {
  const [start, value] = [startOf(line), line.values[at] ?? null];
  return start === null || value === null ? null : value / start - 1;
}

/** Whether one line is so much above another that on one scale that one looks flat. */
export function differInSize({ lines }: Lines): boolean {
  const starts = lines.map(startOf).filter((start) => start !== null);
  return Math.max(...starts) > 4 * Math.min(...starts);
}
