/** What the command `ingest` says of a plan and of a load's end. */

import { type DayRange, daysBetween } from "../rates/day.ts";
import type { Ingestion } from "../rates/ports.ts";
import { countsSince } from "./load_counts.ts";
import type { Ran } from "./runner.ts";
import { count, number, shownRows } from "./words.ts";

/** What a load would take. */
export interface Planned {
  readonly provider: string;
  readonly range: DayRange;
  readonly requests: readonly DayRange[];
  /** 0 for no limit. */
  readonly mostARun: number;
  /** Null where the provider has no allowance. */
  readonly leftThisMonth: number | null;
}

/** Ranges that are named one by one. */
const SHOWN_RANGES = 20;

/** The plan, its requests and the budgets that it meets. */
export function* planWords(
  { provider, range, requests, mostARun, leftThisMonth }: Planned,
): Generator<string> {
  const days = requests.reduce(
    (sum, { from, to }) => sum + daysBetween(from, to) + 1,
    0,
  );
  yield `${provider}: ${count(requests.length, "request")} for ${
    count(days, "day")
  } from ${range.from} to ${range.to}.`;
  for (const { from, to } of requests.slice(0, SHOWN_RANGES)) {
    yield from === to ? `  ${from}` : `  ${from} to ${to}`;
  }
  const more = requests.length - SHOWN_RANGES;
  if (more > 0) yield `  and ${number(more)} more`;
  if (mostARun > 0 && requests.length > mostARun) {
    yield `A run makes ${count(mostARun, "request")} at most.`;
  }
  if (leftThisMonth !== null) {
    yield `${count(leftThisMonth, "request")} left of this month's allowance.`;
  }
}

/** What was loaded since the run began, what was not, and how it goes on. */
export function* endWords(
  { ended, ingestion }: Ran,
  { before, seconds }: { readonly before: Ingestion; readonly seconds: number },
): Generator<string> {
  const { provider, chunks } = ingestion;
  const { requests, inserted, revised, unchanged } = countsSince(
    before,
    ingestion,
  );
  yield `${provider}: ${count(requests, "request")}, ${
    count(inserted, "new rate")
  }, ${number(revised)} revised, ${number(unchanged)} unchanged, in ${
    seconds.toFixed(1)
  } s.`;
  yield* shownRows(ingestion.rejectedRows, ingestion.rejected);
  if (ended === "interrupted") yield "Stopped.";
  if (ingestion.error) yield `${ingestion.error}.`;
  const left = chunks.pending + chunks.running;
  if (left > 0) yield `${count(left, "part")} left. ${goingOn(ingestion)}`;
}

/** How what is left of a load is loaded after all. */
function goingOn({ id, held, status }: Ingestion): string {
  if (held) return heldWords(id);
  return status === "cancelled"
    ? "The load was cancelled; the same command begins another."
    : "The same command goes on, and so does the running service by itself.";
}

/** That a load waits for somebody, and how it goes on. */
export function heldWords(id: number): string {
  return `Load ${id} of this range was paused by hand. Resume it in the admin, or by POST /api/v1/ingestions/${id}/resume.`;
}
