/** Where a line has nothing for so long that it must not pretend. */

import type { Group } from "./periods.ts";

const DAY_S = 86_400;

/** Longer than any weekend with holidays: a line does not go on across it. */
const LONGEST_STEP_S: Readonly<Record<"day" | "week" | "month", number>> = {
  day: 11 * DAY_S,
  week: 22 * DAY_S,
  month: 63 * DAY_S,
};

/** The gaps between two places of a line, in its own seconds: from the value before to the value behind. */
export function gapsOf(
  seconds: readonly number[],
  values: readonly (number | null)[],
  { group, first, last }: {
    readonly group: Group;
    readonly first: number;
    readonly last: number;
  },
): readonly (readonly [number, number])[] {
  const longest = LONGEST_STEP_S[group ?? "day"];
  const found: [number, number][] = [];
  let before: number | null = null;
  for (let at = first; at <= last; at++) {
    const time = seconds[at];
    if (time === undefined || (values[at] ?? null) === null) continue;
    if (before !== null && time - before > longest) found.push([before, time]);
    before = time;
  }
  return found;
}
