/** A large answer in parts by days, for a server that answers nothing else while it stores one. */

import {
  addDays,
  type Day,
  type DayRange,
  earlierOf,
  laterOf,
} from "../rates/day.ts";
import type { Observation, Published } from "../rates/ports.ts";
import type { Bulk } from "./save.ts";

/** Rows of one part: the embedded server takes these in about 0.1 s. */
const PART_ROWS = 5_000;

/**
 * The answer as it is stored: whole by `copy`, else newest days first, each day and its rows in one part, and the
 * days that it covers shared out between them. Not empty.
 */
export function partsOf(
  published: Published,
  bulk: Bulk,
  most = PART_ROWS,
): Published[] {
  const { observations, covers } = published;
  if (bulk === "copy" || observations.length <= most) return [published];
  const counts = new Map<Day, number>();
  for (const { date } of observations) {
    counts.set(date, (counts.get(date) ?? 0) + 1);
  }
  const groups: { oldest: Day; count: number; rows: Observation[] }[] = [];
  const rowsOf = new Map<Day, Observation[]>();
  for (const [oldest, count] of [...counts].sort(newestFirst)) {
    let group = groups.at(-1);
    if (group && group.count + count <= most) {
      group.oldest = oldest;
      group.count += count;
    } else groups.push(group = { oldest, count, rows: [] });
    rowsOf.set(oldest, group.rows);
  }
  for (const row of observations) rowsOf.get(row.date)?.push(row);
  return groups.map(({ oldest, rows }, i) => {
    const newer = groups[i - 1];
    const from = i === groups.length - 1 ? covers?.from : oldest;
    const to = newer ? addDays(newer.oldest, -1) : covers?.to;
    return {
      ...published,
      observations: rows,
      covers: covers && from && to ? within(covers, { from, to }) : null,
    };
  });
}

function newestFirst([a]: [Day, number], [b]: [Day, number]): number {
  return a < b ? 1 : -1;
}

function within(outer: DayRange, inner: DayRange): DayRange | null {
  const from = laterOf(outer.from, inner.from);
  const to = earlierOf(outer.to, inner.to);
  return from <= to ? { from, to } : null;
}
