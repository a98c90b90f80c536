/** Puts an answer's observations in the order of the primary key, each pair and day once. */

import type { Observation } from "../rates/ports.ts";
import { byDate } from "./parse.ts";

/**
 * In key order two writers lock the same rows in the same order and cannot wait for each other in a circle, and the
 * index grows at its ends. Of two observations of one pair and day the last one counts. By pair first: sorting a
 * few pairs and their nearly ordered days takes a fraction of sorting 217,555 rows.
 */
export function arrange(observations: readonly Observation[]): Observation[] {
  const arranged: Observation[] = [];
  for (const ofBase of grouped(observations, ({ base }) => base)) {
    for (const rows of grouped(ofBase, ({ quote }) => quote)) {
      rows.sort(byDate);
      rows.forEach((row, i) => {
        // The sort is stable, so the last of one day is the last that was said.
        if (rows[i + 1]?.date !== row.date) arranged.push(row);
      });
    }
  }
  return arranged;
}

/** Groups in the order of their keys. */
function grouped(
  observations: readonly Observation[],
  key: (observation: Observation) => string,
): Observation[][] {
  return [...Map.groupBy(observations, key)]
    .sort(([a], [b]) => a < b ? -1 : 1)
    .map(([, rows]) => rows);
}
