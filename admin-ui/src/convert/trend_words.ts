/** A trend as a path, in words, and as the address of its chart. */

import { toChartSearch } from "../charts/chart_question.ts";
import { changeWords } from "../charts/chart_words.ts";
import { changeAt, lastPlace, type Line } from "../charts/lines.ts";
import { type DayRange, daysIn, shortDay } from "../text/days.ts";

/** A currency's rates up to a day. */
export interface Trend {
  readonly source: string;
  readonly range: DayRange;
  readonly days: readonly string[];
  readonly line: Line;
}

/** Room for the stroke at the edges. */
const MARGIN = 2;

/** The path of a trend in a box: its days from left to right, the lowest rate at the foot, the highest at the top. */
export function sparkPath(
  { days, range, line: { values } }: Trend,
  { width, height }: { readonly width: number; readonly height: number },
): string {
  const there = values.filter((value) => value !== null);
  const [low, high] = [Math.min(...there), Math.max(...there)];
  const step = (width - 2 * MARGIN) / Math.max(1, daysIn(range) - 1);
  const scale = high > low ? (height - 2 * MARGIN) / (high - low) : 0;
  const middle = scale === 0 ? height / 2 - MARGIN : 0;
  return values.flatMap((value, at) => {
    if (value === null) return [];
    const day = daysIn({ from: range.from, to: days[at] ?? range.to }) - 1;
    const x = MARGIN + day * step;
    const y = height - MARGIN - middle - (value - low) * scale;
    return `${x.toFixed(1)} ${y.toFixed(1)}`;
  }).map((point, at) => `${at === 0 ? "M" : "L"}${point}`).join("");
}

/** `+2.41% since 29 Jul`: since the first rate there is, which may be younger than the trend is long; null without two. */
export function trendWords(
  { days, range, line }: Trend,
  { figures, words }: { readonly figures: string; readonly words: string },
): string | null {
  const start = line.values.findIndex((value) => value !== null);
  const last = lastPlace(line);
  const [change, first] = [changeAt(line, last), days[start]];
  if (change === null || first === undefined || start === last) return null;
  return `${changeWords(change, figures)} since ${
    shortDay(first, range.to, words)
  }`;
}

/** The address of the chart with the same days; up to today it goes along with the days to come. */
export function trendChart(
  code: string,
  { source, range }: Pick<Trend, "source" | "range">,
  today: string,
): string {
  return `/admin/charts${
    toChartSearch({
      source,
      targets: [code],
      period: range.to === today ? "3m" : range,
      indexed: false,
    })
  }`;
}
