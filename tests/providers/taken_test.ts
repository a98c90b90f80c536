/** Observations one by one: of each pair and day the first counts, in whatever order they come. */

import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { Taken } from "../../providers/taken.ts";
import { addDays, day } from "../../rates/day.ts";
import type { Observation } from "../../rates/ports.ts";

const FIRST = day("2024-01-01");

const observations = fc.record({
  base: fc.constantFrom("EUR", "USD"),
  quote: fc.constantFrom("JPY", "GBP"),
  date: fc.nat(8).map((n) => addDays(FIRST, n)),
  rate: fc.constantFrom("1", "1.10", "2"),
});

function expectFirstOfEach(rows: readonly Observation[]): void {
  const taken = new Taken();
  const first = new Map<string, Observation>();
  for (const row of rows) {
    const key = `${row.base} ${row.quote} ${row.date}`;
    const counts = first.get(key) ?? row;
    first.set(key, counts);
    assertEquals(taken.take(row), counts.rate);
  }
  assertEquals(taken.observations, [...first.values()]);
}

Deno.test("Of each pair and day the first observation counts, whatever the order", () => {
  fc.assert(fc.property(fc.array(observations), expectFirstOfEach));
});

Deno.test("Of each pair and day the first counts in a file that goes day by day, forwards or backwards", () => {
  fc.assert(
    fc.property(fc.array(observations), fc.boolean(), (rows, isBackwards) => {
      const sorted = rows.toSorted((a, b) => a.date < b.date ? -1 : 1);
      expectFirstOfEach(isBackwards ? sorted.reverse() : sorted);
    }),
  );
});
