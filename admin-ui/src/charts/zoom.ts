/** Narrower and wider spans of days: around a day by keys, between two fingers by touch. */

import { dayOf, type DayRange } from "../text/days.ts";

/** A span of an axis, in its own units. */
export interface Span {
  readonly min: number;
  readonly max: number;
}

/** Where two fingers are, in pixels from the left of the axis. */
export type Fingers = readonly [number, number];

const DAY_MS = 86_400_000;

/** Any four days have two with rates, which make a line. */
const SHORTEST_DAYS = 4;

/** Closer than this, fingers cannot be told apart. */
const CLOSEST = 24;

/** The span in which what was under the fingers still is; the same where they are too close together to tell. */
export function pinched(
  { min, max }: Span,
  { width, before, after }: {
    readonly width: number;
    readonly before: Fingers;
    readonly after: Fingers;
  },
): Span {
  const inOrder = ([a, b]: Fingers) =>
    [Math.min(a, b), Math.max(a, b)] as const;
  const [left, right] = inOrder(before);
  const [nowLeft, nowRight] = inOrder(after);
  if (right - left < CLOSEST || nowRight - nowLeft < CLOSEST) {
    return { min, max };
  }
  const unit = (max - min) / width * (right - left) / (nowRight - nowLeft);
  const start = min + (max - min) / width * left - unit * nowLeft;
  return { min: start, max: start + unit * width };
}

/** The range made so many times as long around one of its days, which stays where it is. */
export function zoomed(
  { from, to }: DayRange,
  { around, times }: { readonly around: string; readonly times: number },
): DayRange {
  const [first, last, middle] = [from, to, around].map(Date.parse);
  if (first === undefined || last === undefined || middle === undefined) {
    return { from, to };
  }
  return {
    from: dayOf(new Date(middle - (middle - first) * times)),
    to: dayOf(new Date(middle + (last - middle) * times)),
  };
}

/** A range that can be asked for: not beyond today, and long enough to be seen; null where there is none. */
export function askable(
  { from, to }: DayRange,
  today: string,
): DayRange | null {
  const last = to > today ? today : to;
  const days = (Date.parse(last) - Date.parse(from)) / DAY_MS + 1;
  return days < SHORTEST_DAYS ? null : { from, to: last };
}
