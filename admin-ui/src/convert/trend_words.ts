/** A trend as a path and in words. */

import { changeWords } from "../charts/chart_words.ts";
import { changeAt, lastPlace } from "../charts/lines.ts";
import { daysIn, shortDay } from "../text/days.ts";
import { figures, words } from "../text/reader.ts";
import type { Trend } from "./trends_model.ts";

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

/** `+2.41% since 29 Jul`: since the first rate there is, which may be younger than the trend is long. */
export function trendWords({ days, range, line }: Trend): string | null {
  const change = changeAt(line, lastPlace(line));
  const first = days[line.values.findIndex((value) => value !== null)];
  if (change === null || first === undefined) return null;
  return `${changeWords(change, figures)} since ${
    shortDay(first, range.to, words)
  }`;
}
