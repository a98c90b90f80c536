/** Means of weeks and months: labelled by a day inside the period, exact, and saying what they are made of. */

import { assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  addDays,
  type Day,
  day,
  daysBetween,
  fromDayNumber,
  startOfDay,
} from "../../rates/day.ts";
import { groupRates, startOfPeriod } from "../../rates/group.ts";
import type { Point, Points } from "../../rates/point.ts";
import { visited } from "../support/points.ts";

function point(date: string, rate: string, rest: Partial<Point> = {}): Point {
  return {
    source: "EUR",
    target: "USD",
    rate,
    date: day(date),
    rateDate: day(date),
    provider: "ecb",
    kind: "direct",
    carried: false,
    stale: false,
    synthetic: false,
    ...rest,
  };
}

/** Gives way after each, so that periods go over these borders. */
function pointsOf(points: readonly Point[]): Points {
  return async function* visiting(visit) {
    for (const one of points) {
      visit(one);
      yield;
    }
  };
}

Deno.test("A week is named by its Monday, over New Year and before 1970 too", () => {
  const week = (text: string): Day => startOfPeriod(day(text), "week");
  assertEquals(week("2026-01-01"), "2025-12-29");
  assertEquals(week("2025-12-28"), "2025-12-22");
  assertEquals(week("2025-12-29"), "2025-12-29");
  const anyDay = fc.integer({ min: -9_000, max: 40_000 }).map(fromDayNumber);
  fc.assert(fc.property(anyDay, (date) => {
    const monday = startOfPeriod(date, "week");
    assertEquals(startOfDay(monday).getUTCDay(), 1);
    const after = daysBetween(monday, date);
    assertEquals(after >= 0 && after < 7, true);
    assertEquals(startOfPeriod(addDays(monday, 6), "week"), monday);
  }));
});

Deno.test("A month is named by its first day", () => {
  assertEquals(startOfPeriod(day("2024-02-29"), "month"), "2024-02-01");
});

Deno.test("Each period has the exact mean of each target, how many days it is of, and whose they are", async () => {
  const points = [
    point("2025-12-30", "1.1"),
    point("2025-12-30", "180", { target: "JPY" }),
    point("2026-01-02", "1.2", { provider: "other", synthetic: true }),
    point("2026-01-05", "1.3"),
  ];
  const means = await visited(groupRates(pointsOf(points), "week"));
  const ecb = { providers: ["ecb"], synthetic: false };
  assertEquals(means, [
    {
      source: "EUR",
      target: "USD",
      period: day("2025-12-29"),
      rate: "1.15",
      observations: 2,
      firstDate: day("2025-12-30"),
      lastDate: day("2026-01-02"),
      providers: ["ecb", "other"],
      synthetic: true,
    },
    {
      source: "EUR",
      target: "JPY",
      period: day("2025-12-29"),
      rate: "180",
      observations: 1,
      firstDate: day("2025-12-30"),
      lastDate: day("2025-12-30"),
      ...ecb,
    },
    {
      source: "EUR",
      target: "USD",
      period: day("2026-01-05"),
      rate: "1.3",
      observations: 1,
      firstDate: day("2026-01-05"),
      lastDate: day("2026-01-05"),
      ...ecb,
    },
  ]);
});

Deno.test("Nothing gives no period", async () => {
  assertEquals(await visited(groupRates(pointsOf([]), "month")), []);
});
