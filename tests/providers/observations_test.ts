/** Rows of any upstream as observations. */

import { assertEquals, assertThrows } from "@std/assert";
import { day } from "../../rates/day.ts";
import { ProviderError } from "../../rates/errors.ts";
import { collect, type RawRate } from "../../providers/observations.ts";

const TODAY = day("2024-11-07");

function row(change: Partial<RawRate>): RawRate {
  return {
    base: "EUR",
    quote: "USD",
    date: "2024-11-06",
    rate: "1.0800",
    ...change,
  };
}

function collected(...changes: Partial<RawRate>[]) {
  return collect(changes.map(row), { today: TODAY, covers: null });
}

Deno.test("A rate per 100 units is divided by 100, exactly", () => {
  const { observations } = collected(
    { base: "HUF", quote: "NOK", rate: "2.857", units: "100" },
    { base: "JPY", quote: "NOK", rate: "7.12", units: "1" },
  );
  assertEquals(observations.map(({ rate }) => rate), ["0.02857", "7.12"]);
});

Deno.test("A rate per zero, negative or unreadable units is rejected by name", () => {
  const { observations, rejected } = collected(
    { units: "0" },
    { units: "-100", quote: "GBP" },
    { units: "many", quote: "CHF" },
    { quote: "JPY" },
  );
  assertEquals(observations.length, 1);
  assertEquals(rejected.map(({ row }) => row), [
    "2024-11-06 USD = 1.0800 per 0",
    "2024-11-06 GBP = 1.0800 per -100",
    "2024-11-06 CHF = 1.0800 per many",
  ]);
});

Deno.test("A currency is taken up to its last day as money", () => {
  const { observations, rejected } = collected(
    { quote: "HRK", date: "2022-12-31", rate: "7.5345" },
    { quote: "HRK", date: "2023-01-01", rate: "7.5345" },
  );
  assertEquals(observations.map(({ date }) => date), [day("2022-12-31")]);
  assertEquals(rejected, []);
});

Deno.test("The same row twice counts once, and a row that contradicts it is rejected", () => {
  const { observations, rejected } = collected({}, {}, { rate: "1.09" });
  assertEquals(observations.length, 1);
  assertEquals(rejected, [{
    row: "2024-11-06 USD = 1.09",
    reason: "An earlier row of this day says otherwise",
  }]);
});

Deno.test("A day that does not exist is rejected, and a long value is shown shortened", () => {
  const { rejected } = collected(
    { date: "2024-02-30" },
    { rate: "9".repeat(200) },
    { quote: "GBP", rate: { hostile: true } },
    { quote: "JPY" },
  );
  assertEquals(rejected.map(({ row }) => row), [
    "2024-02-30 USD = 1.0800",
    `2024-11-06 USD = ${"9".repeat(40)}…`,
    "2024-11-06 GBP = (object)",
  ]);
});

Deno.test("Nothing is known of the future", () => {
  const covered = (from: string, to: string) =>
    collect([], { today: TODAY, covers: { from: day(from), to: day(to) } })
      .covers;
  assertEquals(covered("2024-11-01", "2024-11-30"), {
    from: day("2024-11-01"),
    to: TODAY,
  });
  assertEquals(covered("2024-11-08", "2024-11-30"), null);
});

Deno.test("A day whose rows were all rejected is doubtful; one bad rate among good ones is a plain rejection", () => {
  const published = collected(
    { date: "2024-11-05", rate: null },
    { date: "2024-11-05", quote: "GBP", rate: "0" },
    {},
    { quote: "GBP", rate: null },
  );
  assertEquals(published.doubtful, [day("2024-11-05")]);
  assertEquals([published.observations.length, published.rejected.length], [
    1,
    3,
  ]);
  assertEquals(collected({}, { quote: "GBP", rate: null }).doubtful, undefined);
});

Deno.test("An answer of which no row can be used is an invalid answer, which names the first", () => {
  const error = assertThrows(
    () => collected({ rate: null }, { quote: "GBP", rate: "-1" }),
    ProviderError,
  );
  assertEquals([error.fault, error.message], [
    "invalid_answer",
    "Answered 2 rows, none of them usable: 2024-11-06 USD = null: The rate is no usable number",
  ]);
});
