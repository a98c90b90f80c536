/** A large answer in parts: nothing is lost, nothing comes twice. */

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { partsOf } from "../../db/parts.ts";
import { addDays, day, eachDay } from "../../rates/day.ts";
import type { Published } from "../../rates/ports.ts";

const FIRST = day("2024-01-01");
const at = (n: number) => addDays(FIRST, n);

const answers = fc.record({
  rows: fc.array(fc.record({ day: fc.nat(40), pair: fc.nat(9) }), {
    maxLength: 120,
  }),
  covers: fc.option(fc.tuple(fc.nat(45), fc.nat(20)), { nil: null }),
}).map(({ rows, covers }): Published => ({
  observations: rows.map(({ day, pair }) => ({
    base: "EUR",
    quote: `AA${pair}`,
    date: at(day),
    rate: "1",
  })),
  covers: covers && { from: at(covers[0]), to: at(covers[0] + covers[1]) },
  rejected: [],
}));

Deno.test("Parts hold every row once, no day in two of them, newest first, and no more than they may", () => {
  fc.assert(
    fc.property(answers, fc.integer({ min: 1, max: 30 }), (all, most) => {
      const parts = partsOf(all, "unnest", most);
      const sorted = (rows: Published["observations"]) =>
        rows.map(({ date, quote }) => `${date} ${quote}`).sort();
      assertEquals(
        sorted(parts.flatMap(({ observations }) => observations)),
        sorted(all.observations),
      );
      parts.forEach(({ observations }, i) => {
        const days = new Set(observations.map(({ date }) => date));
        assert(observations.length <= most || days.size === 1);
        for (const older of parts.slice(i + 1)) {
          for (const { date } of older.observations) {
            for (const newer of days) assert(date < newer);
          }
        }
      });
    }),
  );
});

Deno.test("The days that an answer covers are shared out between its parts, each to the part of its rows", () => {
  fc.assert(
    fc.property(answers, fc.integer({ min: 1, max: 30 }), (all, most) => {
      const parts = partsOf(all, "unnest", most);
      const covered = parts.map(({ covers }) =>
        covers ? [...eachDay(covers)] : []
      );
      assertEquals(
        covered.flat().sort(),
        all.covers ? [...eachDay(all.covers)] : [],
      );
      parts.forEach(({ observations }, i) => {
        for (const { date } of observations) {
          const inside = all.covers && all.covers.from <= date &&
            date <= all.covers.to;
          assertEquals(covered[i]?.includes(date), inside ?? false);
        }
      });
    }),
  );
});

Deno.test("An answer for a server that takes it by copy is not cut", () => {
  fc.assert(fc.property(answers, (all) => {
    assertEquals(partsOf(all, "copy", 1), [all]);
  }));
});
