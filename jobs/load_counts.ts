/** What a load came to, in all or since a run began. */

import type { Ingestion } from "../rates/ports.ts";

/** Requests that left, and what became of the rates that they brought. */
export type LoadCounts = Pick<
  Ingestion,
  "requests" | "inserted" | "revised" | "unchanged" | "rejected"
>;

/** All that it came to so far. */
export function countsOf(
  { requests, inserted, revised, unchanged, rejected }: LoadCounts,
): LoadCounts {
  return { requests, inserted, revised, unchanged, rejected };
}

/** What was added between two looks at it. */
export function countsSince(before: LoadCounts, now: LoadCounts): LoadCounts {
  return {
    requests: now.requests - before.requests,
    inserted: now.inserted - before.inserted,
    revised: now.revised - before.revised,
    unchanged: now.unchanged - before.unchanged,
    rejected: now.rejected - before.rejected,
  };
}
