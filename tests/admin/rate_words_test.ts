/** The marks of a rate: whoever reads the figure learns whose it is, of which day, and what to beware of. */

import { assertEquals } from "@std/assert";
import { rateMarks } from "../../admin-ui/src/convert/rate_words.ts";

const RATE = {
  provider: "ecb",
  kind: "cross",
  date: "2024-10-27",
  rate_date: "2024-10-25",
  carried: true,
  stale: false,
  synthetic: false,
} as const;

const READER = {
  names: new Map([["ecb", "European Central Bank"]]),
  today: "2026-11-22",
  locale: "en-GB",
};

function marksOf(change: Partial<Parameters<typeof rateMarks>[0]>) {
  return rateMarks({ ...RATE, ...change }, READER)
    .map(({ tone, text }) => [text, tone]);
}

Deno.test("A carried rate names its provider, its kind and whose day it is, in amber", () => {
  assertEquals(marksOf({}), [
    ["European Central Bank", ""],
    ["cross", ""],
    ["Friday’s rate, 25 Oct", "warn"],
  ]);
});

Deno.test("A stale rate says that it is a stored one, also when it was carried", () => {
  assertEquals(
    marksOf({ stale: true }).at(-1),
    ["Stored rate of 25 Oct", "warn"],
  );
});

Deno.test("A made-up rate says so first, in red", () => {
  assertEquals(marksOf({ synthetic: true })[0], ["Made up", "bad"]);
});

Deno.test("A rate of the day asked for is marked quietly, and today is called today", () => {
  const own = { carried: false, rate_date: "2024-10-27" };
  assertEquals(marksOf(own).at(-1), ["27 Oct", ""]);
  const now = { carried: false, date: "2026-11-22", rate_date: "2026-11-22" };
  assertEquals(marksOf(now).at(-1), ["today", ""]);
});

Deno.test("A currency against itself has no provider and no day", () => {
  assertEquals(marksOf({ kind: "identity", provider: null, carried: false }), [
    ["same currency", ""],
  ]);
});
