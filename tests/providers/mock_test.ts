/** The mock: made up, but the same everywhere and never far off. */

import { assert, assertEquals } from "@std/assert";
import { day } from "../../rates/day.ts";
import { createMock } from "../../providers/mock.ts";
import { createBench, interactive, only } from "../support/upstream.ts";

const YEAR = { from: day("2023-11-07"), to: day("2024-11-05") };

function mock() {
  return createMock(createBench());
}

Deno.test("The mock is marked synthetic and is off at first", () => {
  const { synthetic, enabledAtFirst } = mock().facts;
  assertEquals([synthetic, enabledAtFirst], [true, false]);
});

Deno.test("A day has the same digits whoever asks, alone or in a range, weekends too", async () => {
  const sunday = only("2024-09-01");
  const { observations } = await mock().fetch(sunday, interactive());
  const { observations: range } = await mock().fetch(YEAR, interactive());
  assert(observations.length > 150);
  assertEquals(
    observations,
    range.filter(({ date }) => date === sunday.from),
  );
  // Written down, so that another process or machine cannot come to other digits.
  assertEquals(
    observations.filter(({ quote }) => quote === "EUR" || quote === "JPY")
      .map(({ quote, rate }) => `${quote} ${rate}`),
    ["EUR 0.91820811", "JPY 159.51242"],
  );
});

Deno.test("Rates move every day, by less than 2 % a day and 17 % a year", async () => {
  const { observations } = await mock().fetch(YEAR, interactive());
  const euros = observations.filter(({ quote }) => quote === "EUR")
    .map(({ rate }) => Number(rate));
  assertEquals(euros.length, 365);
  for (const [i, rate] of euros.entries()) {
    const before = euros[i - 1] ?? rate;
    const change = Math.abs(rate / before - 1);
    assert(i === 0 || (change > 0 && change < 0.02), `${change}`);
  }
  assert(Math.max(...euros) / Math.min(...euros) < 1.17);
});

Deno.test("A currency that had ended has no rate, and neither has a day to come", async () => {
  const codes = async (date: string) =>
    (await mock().fetch(only(date), interactive())).observations
      .map(({ quote }) => quote);
  assertEquals((await codes("2022-12-31")).includes("HRK"), true);
  assertEquals((await codes("2023-01-01")).includes("HRK"), false);
  assertEquals(await codes("2024-11-08"), []);
});
