/** Days: strict to read, exact to count, and ranges that hold exactly what went in. */

import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  addDays,
  type Day,
  day,
  dayNumber,
  dayOf,
  daysBetween,
  eachDay,
  earlierOf,
  fromDayNumber,
  isDay,
  laterOf,
  parseDay,
  rangesOf,
  startOfDay,
} from "../../rates/day.ts";

const anyDay = fc.integer({ min: -20_000, max: 60_000 }).map(fromDayNumber);

Deno.test("Only a strict ISO day that exists is a day", () => {
  const days = ["2024-02-29", "2000-02-29", "1999-01-04", "2026-12-31"];
  for (const text of days) assertEquals(isDay(text), true, text);

  const others = [
    "2024-02-30",
    "2023-02-29",
    "1900-02-29",
    "2024-04-31",
    "2024-13-01",
    "2024-00-10",
    "2024-01-00",
    "20240201",
    "2024-2-1",
    "24-02-01",
    "2026-01-05abc",
    " 2026-01-05",
    "2026-01-05\n",
    "2026-01-05T00:00:00Z",
    "+002026-01-05",
    "-2026-01-05",
    "2026/01/05",
    "05-01-2026",
    "monday",
    "",
    "٢٠٢٦-٠١-٠٥",
    "2026‐01‐05",
  ];
  for (const text of others) {
    assertEquals(isDay(text), false, text);
    assertEquals(parseDay(text), null, text);
    assertThrows(() => day(text), RangeError);
  }
});

Deno.test("Any text is either refused or a day that comes back unchanged from its number", () => {
  const dayLike = fc.tuple(
    fc.integer({ min: 1000, max: 9999 }),
    fc.integer({ min: 0, max: 13 }),
    fc.integer({ min: 0, max: 32 }),
  ).map(([y, m, d]) =>
    `${y}-${String(m).padStart(2, "0")}-${String(d).padStart(2, "0")}`
  );
  fc.assert(fc.property(fc.oneof(dayLike, fc.string()), (text) => {
    const [y = 0, m = 0, d = 0] = text.split("-").map(Number);
    const lengths = [
      31,
      y % 4 === 0 && (y % 100 !== 0 || y % 400 === 0) ? 29 : 28,
      31,
      30,
      31,
      30,
      31,
      31,
      30,
      31,
      30,
      31,
    ];
    const exists = /^\d{4}-\d\d-\d\d$/.test(text) && m >= 1 && m <= 12 &&
      d >= 1 && d <= (lengths[m - 1] ?? 0);
    const parsed = parseDay(text);
    assertEquals(parsed !== null, exists);
    if (parsed) assertEquals(fromDayNumber(dayNumber(parsed)), text);
  }));
});

Deno.test("Counting days crosses leap days, years and the epoch", () => {
  assertEquals(addDays(day("2024-02-28"), 1), "2024-02-29");
  assertEquals(addDays(day("2024-02-28"), 2), "2024-03-01");
  assertEquals(addDays(day("2023-02-28"), 1), "2023-03-01");
  assertEquals(addDays(day("1900-02-28"), 1), "1900-03-01");
  assertEquals(addDays(day("2000-02-28"), 1), "2000-02-29");
  assertEquals(addDays(day("2026-01-01"), -1), "2025-12-31");
  assertEquals(addDays(day("1970-01-01"), -1), "1969-12-31");
  assertEquals(daysBetween(day("2024-01-01"), day("2025-01-01")), 366);
  assertEquals(daysBetween(day("2025-01-01"), day("2024-01-01")), -366);
  assertEquals(dayNumber(day("1970-01-01")), 0);
});

Deno.test("Counting back stops at the first day that can be written", () => {
  assertEquals(addDays(day("0001-01-05"), -4), "0001-01-01");
  assertEquals(addDays(day("0001-01-05"), -14), "0001-01-01");
});

Deno.test("Adding days and counting them are each other's inverse, and order is that of the text", () => {
  fc.assert(
    fc.property(anyDay, fc.integer({ min: -9_000, max: 9_000 }), (date, n) => {
      const moved = addDays(date, n);
      assertEquals(daysBetween(date, moved), n);
      assertEquals(addDays(moved, -n), date);
      assertEquals(moved > date, n > 0);
      assertEquals(laterOf(date, moved), n > 0 ? moved : date);
      assertEquals(earlierOf(date, moved), n > 0 ? date : moved);
    }),
  );
});

Deno.test("The day of an instant is the UTC one, and begins at midnight UTC", () => {
  assertEquals(dayOf(new Date("2026-03-29T23:59:59.999Z")), "2026-03-29");
  assertEquals(dayOf(new Date("2026-03-29T23:30:00-02:00")), "2026-03-30");
  assertEquals(
    startOfDay(day("2026-03-29")).toISOString(),
    "2026-03-29T00:00:00.000Z",
  );
});

Deno.test("Each day of a range comes once, in order, both ends included", () => {
  assertEquals(
    [...eachDay({ from: day("2024-02-28"), to: day("2024-03-01") })],
    [
      "2024-02-28",
      "2024-02-29",
      "2024-03-01",
    ],
  );
  const one = day("2024-02-28");
  assertEquals([...eachDay({ from: one, to: one })], [one]);
});

Deno.test("Ranges hold exactly the days that went in, and there are no fewer that do", () => {
  const close = fc.integer({ min: 19_000, max: 19_060 }).map(fromDayNumber);
  fc.assert(fc.property(fc.array(close), (days) => {
    const ranges = rangesOf(days);
    const held = ranges.flatMap((range): Day[] => [...eachDay(range)]);
    assertEquals(held, [...new Set(days)].sort());
    for (const [i, range] of ranges.entries()) {
      const next = ranges[i + 1];
      // A gap of at least one day between neighbours: they could not be one range.
      if (next) assertEquals(daysBetween(range.to, next.from) > 1, true);
    }
  }));
});
