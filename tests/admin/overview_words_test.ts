/** What the overview and the history say: only what is true. */

import { assertEquals, assertMatch } from "@std/assert";
import type { Ingestion } from "../../admin-ui/src/api/client.ts";
import {
  loadWords,
  rangeWords,
} from "../../admin-ui/src/history/load_words.ts";
import { planWords } from "../../admin-ui/src/history/plan_words.ts";
import {
  inParts,
  monthIn,
  monthsOver,
  weeksOf,
} from "../../admin-ui/src/history/day_words.ts";
import { spanWords } from "../../admin-ui/src/overview/span_words.ts";
import { comingWords } from "../../admin-ui/src/text/days.ts";

const READER = {
  now: new Date("2026-11-20T15:00:00Z"),
  locale: "en-GB",
  timeZone: "UTC",
};

const LOAD: Ingestion = {
  id: 7,
  provider: "ecb",
  from: "2019-01-01",
  to: "2023-12-31",
  status: "paused",
  cause: "api",
  max_requests: 30,
  requests: 30,
  chunks: { pending: 60, running: 0, done: 29, failed: 1 },
  progress: 0.3333,
  rates: { inserted: 1_200, revised: 1, unchanged: 0 },
  rejected: 0,
  rejected_rows: [],
  error: "The budget of 30 requests a run is spent; the next run goes on",
  resume_at: null,
  held: false,
  created_at: "2026-11-20T14:00:00Z",
  started_at: "2026-11-20T14:00:00Z",
  finished_at: null,
  updated_at: "2026-11-20T14:00:00Z",
};

Deno.test("A load that waits by itself says when it goes on, one that somebody paused that it does not", () => {
  const own = loadWords(LOAD, READER);
  assertEquals(own.figures, "30 of 90 requests, 1 failed");
  assertEquals(
    own.reason,
    "The budget of 30 requests a run is spent; the next run goes on. Goes on within five minutes.",
  );
  const held = loadWords({ ...LOAD, held: true, error: null }, READER);
  assertEquals(held.reason, "It goes on when you say so.");
  assertEquals(held.actions, ["resume", "cancel"]);
});

Deno.test("What has ended says what it came to and offers what can still be done", () => {
  const done = loadWords({ ...LOAD, status: "done", error: null }, READER);
  assertEquals([done.figures, done.actions], [
    "1,201 new rates, 30 requests",
    [],
  ]);
  const file = loadWords(
    { ...LOAD, status: "done", cause: "file", requests: 0 },
    READER,
  );
  assertMatch(file.figures, /, from a file$/);
  const failed = loadWords({ ...LOAD, status: "failed", error: "No" }, READER);
  assertEquals([failed.reason, failed.actions], ["No.", ["retry"]]);
  const part = loadWords(
    { ...LOAD, status: "failed", cause: "file", requests: 0 },
    READER,
  );
  assertEquals([part.figures, part.actions], [
    "1,201 new rates, from a file",
    [],
  ]);
});

Deno.test("Ranges are as short as they can be", () => {
  const range = (from: string, to: string) => rangeWords({ from, to }, "en-GB");
  assertEquals(range("2019-01-01", "2023-12-31"), "2019 – 2023");
  assertEquals(range("2024-01-01", "2024-12-31"), "2024");
  assertEquals(range("2024-03-01", "2024-03-20"), "1 Mar – 20 Mar 2024");
  assertEquals(range("2023-12-01", "2024-03-20"), "1 Dec 2023 – 20 Mar 2024");
});

Deno.test("A plan beyond the month's allowance says so before anybody starts it", () => {
  const provider = {
    name: "Beacon",
    monthly_requests: 5_000,
    requests_this_month: 4_990,
  };
  assertEquals(
    planWords({ requests: 20 }, provider, "en"),
    "Takes 20 requests to Beacon. Only 10 of this month’s 5,000 are left; it goes on by itself next month.",
  );
  assertEquals(
    planWords({ requests: 0 }, provider, "en"),
    "Every one of these days is known: nothing to load.",
  );
});

Deno.test("A history is complete only when all but the last days are known", () => {
  const span = (unknown: number) =>
    spanWords({
      provider: "ecb",
      since: "1999-01-04",
      years: [{ year: 1999, loaded: 250, empty: 100, failed: 0, unknown }],
    }, "en");
  assertEquals(span(3), "complete since 1999");
  assertEquals(span(4), "350 of 354 days since 1999");
});

Deno.test("What is to come is told by weekday while that says which", () => {
  const at = (instant: string) => comingWords(new Date(instant), READER);
  assertEquals(at("2026-11-20T15:03:00Z"), "within minutes");
  assertEquals(at("2026-11-20T16:00:00Z"), "16:00");
  assertEquals(at("2026-11-23T16:00:00Z"), "Mon 16:00");
  assertEquals(at("2026-12-01T13:00:00Z"), "1 Dec 13:00");
});

Deno.test("A calendar has every day of its year once, Mondays first", () => {
  for (const [year, days] of [[2023, 365], [2024, 366], [2000, 366]] as const) {
    const all = weeksOf(year).flat().filter((day) => day !== null);
    assertEquals([all.length, new Set(all).size], [days, days]);
    assertEquals([all[0], all.at(-1)], [`${year}-01-01`, `${year}-12-31`]);
    const mondays = weeksOf(year).flatMap(([monday]) => monday ?? []);
    assertEquals(
      mondays.every((day) => new Date(day).getUTCDay() === 1),
      true,
    );
  }
});

Deno.test("The quarters of a calendar hold each of its days once, and name each month once", () => {
  for (const year of [2024, 2025, 2026]) {
    const weeks = weeksOf(year);
    const parts = inParts(weeks, 4);
    assertEquals(parts.length, 4);
    assertEquals(parts.flat(), weeks);
    const months = weeks.flatMap((week) => monthIn(week) ?? []);
    assertEquals(months.length, 12);
    assertEquals([months[0], months[11]], [`${year}-01-01`, `${year}-12-01`]);
    const above = parts.map(monthsOver);
    assertEquals(above.flat().flatMap(({ month }) => month ?? []), months);
    assertEquals(
      above.map((runs) => runs.reduce((sum, { weeks }) => sum + weeks, 0)),
      parts.map(({ length }) => length),
    );
  }
});
