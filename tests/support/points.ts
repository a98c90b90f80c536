/** The points of a series as a list, for tests. */

import type { Points } from "../../rates/point.ts";

/** What is visited, copied: a walk has one point and moves it on. */
export async function visited<T extends object>(
  points: Points<T>,
): Promise<T[]> {
  const found: T[] = [];
  for await (const _ of points((point) => void found.push({ ...point })));
  return found;
}
