/** Narrower and wider periods of a chart, by keys and by fingers, and what tells its lines apart. */

import { assertAlmostEquals, assertEquals } from "@std/assert";
import {
  lineColour,
  linePattern,
} from "../../admin-ui/src/charts/line_marks.ts";
import { MAX_LINES } from "../../admin-ui/src/charts/chart_question.ts";
import { gapsOf } from "../../admin-ui/src/charts/line_gaps.ts";
import { placeAfter, timesAfter } from "../../admin-ui/src/charts/plot_keys.ts";
import { askable, pinched, zoomed } from "../../admin-ui/src/charts/zoom.ts";

Deno.test("No two lines share a pattern, nor a colour", () => {
  const places = Array.from({ length: MAX_LINES }, (_, place) => place);
  const patterns = places.map((place) => linePattern(place).join(" "));
  assertEquals(new Set(patterns).size, MAX_LINES, patterns.join(" | "));
  assertEquals(new Set(places.map(lineColour)).size, MAX_LINES);
});

Deno.test("What is under two fingers stays under them, whichever comes first", () => {
  const width = 100;
  const span = { min: 1000, max: 2000 };
  const at = (left: number, { min, max }: typeof span) =>
    min + (max - min) * left / width;
  for (
    const [before, after] of [
      [[40, 70], [20, 90]],
      [[70, 40], [90, 20]],
      [[20, 90], [40, 70]],
    ] as const
  ) {
    const now = pinched(span, { width, before, after });
    for (const finger of [0, 1] as const) {
      assertAlmostEquals(
        at(after[finger], now),
        at(before[finger], span),
        1e-6,
      );
    }
  }
});

Deno.test("Fingers too close together to tell change nothing", () => {
  const span = { min: 0, max: 10 };
  for (
    const fingers of [
      { before: [50, 60], after: [10, 90] },
      { before: [10, 90], after: [50, 50] },
    ] as const
  ) assertEquals(pinched(span, { width: 100, ...fingers }), span);
});

Deno.test("A key makes the period half or twice as long around the day pointed at", () => {
  const year = { from: "2024-01-01", to: "2024-12-31" };
  const times = timesAfter("+") ?? 1;
  assertEquals(zoomed(year, { around: "2024-07-01", times }), {
    from: "2024-04-01",
    to: "2024-09-30",
  });
  assertEquals(zoomed(year, { around: "2024-12-31", times }).to, "2024-12-31");
  const half = { from: "2024-07-01", to: "2024-12-31" };
  assertEquals(
    zoomed(half, { around: "2024-12-31", times: timesAfter("-") ?? 1 }).from,
    "2023-12-31",
  );
  assertEquals(timesAfter("x"), undefined);
});

Deno.test("A period ends today at the latest, and is no shorter than a line", () => {
  const today = "2024-10-27";
  assertEquals(askable({ from: "2024-10-01", to: "2025-01-01" }, today), {
    from: "2024-10-01",
    to: today,
  });
  assertEquals(askable({ from: "2024-10-25", to: "2025-01-01" }, today), null);
  assertEquals(askable({ from: "2024-10-24", to: today }, today), {
    from: "2024-10-24",
    to: today,
  });
});

Deno.test("Keys walk over the days and stop at the ends", () => {
  const last = 30;
  const from = (at: number) => (key: string) => placeAfter(key, { at, last });
  assertEquals(from(0)("ArrowLeft"), 0);
  assertEquals(from(29)("PageUp"), 30);
  assertEquals(from(25)("PageDown"), 5);
  assertEquals(from(7)("Home"), 0);
  assertEquals(from(7)("Escape"), null);
  assertEquals(from(7)("a"), undefined);
});

Deno.test("A line goes on across a weekend, and stops where weeks are missing", () => {
  const days = ["2024-10-25", "2024-10-28", "2024-11-11", "2024-11-12"];
  const seconds = days.map((day) => Date.parse(day) / 1000);
  const places = { first: 0, last: 3 };
  const values = [1, 2, 3, null];
  assertEquals(gapsOf(seconds, values, { ...places, group: null }), [
    [seconds[1] ?? 0, seconds[2] ?? 0],
  ]);
  assertEquals(gapsOf(seconds, values, { ...places, group: "week" }), []);
  assertEquals(
    gapsOf(seconds, [1, null, null, 2], { ...places, group: null }),
    [[seconds[0] ?? 0, seconds[3] ?? 0]],
  );
});
