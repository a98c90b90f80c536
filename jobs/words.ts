/** Numbers and counts as the command line says them. */

import type { Rejection } from "../rates/ports.ts";

/** `1 day`, `2,000 days`. */
export function count(n: number, noun: string): string {
  return `${number(n)} ${noun}${n === 1 ? "" : "s"}`;
}

/** `217,555`. */
export function number(n: number): string {
  return n.toLocaleString("en");
}

/** Rejected rows that are shown one by one. */
const SHOWN_ROWS = 20;

/** The rows that were not stored, each with its reason; of `all` the first are given. */
export function* shownRows(
  rows: readonly Rejection[],
  all: number,
): Generator<string> {
  if (all === 0) return;
  const shown = rows.slice(0, SHOWN_ROWS);
  yield `${count(all, "row")} not stored:`;
  for (const { row, reason } of shown) yield `  ${row}: ${reason}`;
  if (all > shown.length) yield `  and ${number(all - shown.length)} more`;
}
