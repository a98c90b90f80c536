/** What the evidence for a question guarantees. */

import { assertEquals } from "@std/assert";
import { day } from "../../rates/day.ts";
import type { Evidence } from "../../rates/ports.ts";
import { seed } from "../../db/seed.ts";
import { completeCurrency } from "../../rates/new_currency.ts";
import { useDatabases } from "../support/databases.ts";
import { addProviders, ask, days, save, SAVED_AT } from "../support/stored.ts";
import { SYSTEM } from "../support/people.ts";

const test = useDatabases();

const LATER = new Date("2024-03-12T09:00:00Z");

function brief({ stored }: Evidence): string {
  if (!stored) return "nothing";
  const { date, legs } = stored;
  return legs.kind === "cross"
    ? `${date} cross ${legs.source} ${legs.target}`
    : `${date} ${legs.kind} ${legs.rate}`;
}

test("A pair is found as published, upside down, or through the provider's base", async (fresh) => {
  await using store = await fresh.open();
  await addProviders(store, { ecb: "EUR" });
  await save(store, "ecb", {
    text: "EUR/USD 2024-03-08 1.0932\nEUR/INR 2024-03-08 90.4840",
  });
  const direct = await store.rates.evidence(ask("EUR", ["USD"], "2024-03-08"));
  const inverse = await store.rates.evidence(ask("USD", ["EUR"], "2024-03-08"));
  const cross = await store.rates.evidence(ask("USD", ["INR"], "2024-03-08"));
  assertEquals([direct, inverse, cross].map((found) => found.map(brief)), [
    ["2024-03-08 direct 1.0932"],
    ["2024-03-08 inverse 1.0932"],
    ["2024-03-08 cross 1.0932 90.4840"],
  ]);
});

test("The newest day wins, and on one day direct before inverse before cross", async (fresh) => {
  await using store = await fresh.open();
  await addProviders(store, { bank: "EUR" });
  await save(store, "bank", {
    text: `EUR/USD 2024-03-08 1.0932
           EUR/INR 2024-03-08 90.48
           INR/USD 2024-03-07 0.0121
           USD/INR 2024-03-06 82.90`,
  });
  const on = async (date: string) =>
    (await store.rates.evidence(ask("USD", ["INR"], date))).map(brief);
  assertEquals(await on("2024-03-06"), ["2024-03-06 direct 82.90"]);
  assertEquals(await on("2024-03-07"), ["2024-03-07 inverse 0.0121"]);
  assertEquals(await on("2024-03-08"), ["2024-03-08 cross 1.0932 90.48"]);
  await save(store, "bank", { text: "INR/USD 2024-03-08 0.0120" });
  assertEquals(await on("2024-03-08"), ["2024-03-08 inverse 0.0120"]);
  await save(store, "bank", { text: "USD/INR 2024-03-08 82.80" });
  assertEquals(await on("2024-03-08"), ["2024-03-08 direct 82.80"]);
});

test("Figures are the newest that are not newer than the day", async (fresh) => {
  await using store = await fresh.open();
  await addProviders(store, { ecb: "EUR" });
  await save(store, "ecb", {
    text: `EUR/USD 2024-03-08 1.0932
           EUR/INR 2024-03-08 90.4840
           EUR/USD 2024-03-12 1.0916
           EUR/INR 2024-03-12 90.4420`,
  });
  for (
    const [source, target] of [["EUR", "USD"], ["USD", "EUR"], ["USD", "INR"]]
  ) {
    const on = async (date: string) => {
      const [found] = await store.rates.evidence(
        ask(source ?? "", [target ?? ""], date),
      );
      return found?.stored?.date ?? null;
    };
    assertEquals(await on("2024-03-11"), day("2024-03-08"));
    assertEquals(await on("2024-03-08"), day("2024-03-08"));
    assertEquals(await on("2024-03-07"), null);
    assertEquals(await on("2025-01-01"), day("2024-03-12"));
  }
});

test("A cross takes both legs of one day, across a hole in one of them", async (fresh) => {
  await using store = await fresh.open();
  await addProviders(store, { ecb: "EUR" });
  await save(store, "ecb", {
    text: `EUR/ISK 2008-12-09 290.00
           EUR/USD 2008-12-09 1.2900
           EUR/USD 2008-12-10 1.3000
           EUR/USD 2008-12-11 1.3200`,
  });
  for (
    const [source, target, expected] of [
      ["ISK", "USD", "2008-12-09 cross 290.00 1.2900"],
      ["USD", "ISK", "2008-12-09 cross 1.2900 290.00"],
    ]
  ) {
    const question = ask(source ?? "", [target ?? ""], "2008-12-11");
    assertEquals((await store.rates.evidence(question)).map(brief), [expected]);
  }
});

test("A cross is as old as the later of its legs was fetched", async (fresh) => {
  await using store = await fresh.open();
  await addProviders(store, { ecb: "EUR" });
  await save(store, "ecb", { text: "EUR/USD 2024-03-08 1.0932", at: LATER });
  await save(store, "ecb", { text: "EUR/INR 2024-03-08 90.48", at: SAVED_AT });
  for (const [source, target] of [["USD", "INR"], ["INR", "USD"]]) {
    const [found] = await store.rates.evidence(
      ask(source ?? "", [target ?? ""], "2024-03-08"),
    );
    assertEquals(found?.stored?.fetchedAt, LATER);
  }
});

test("Two providers are never mixed inside one rate", async (fresh) => {
  await using store = await fresh.open();
  await addProviders(store, { one: "EUR", two: "EUR" });
  await save(store, "one", { text: "EUR/USD 2024-03-08 1.0932" });
  await save(store, "two", { text: "EUR/INR 2024-03-08 90.48" });
  const found = await store.rates.evidence(ask("USD", ["INR"], "2024-03-08"));
  assertEquals(found.map(brief), ["nothing", "nothing"]);
});

test("Every target has one entry per enabled provider, in order of preference at this moment", async (fresh) => {
  await using store = await fresh.open();
  await addProviders(store, { one: "EUR", two: "USD", three: "GBP" });
  await save(store, "two", { text: "USD/INR 2024-03-08 82.7" });
  const entries = async () =>
    (await store.rates.evidence(ask("USD", ["INR", "CHF"], "2024-03-08")))
      .map((found) => `${found.target} ${found.provider} ${brief(found)}`);
  assertEquals(await entries(), [
    "INR one nothing",
    "INR two 2024-03-08 direct 82.7",
    "INR three nothing",
    "CHF one nothing",
    "CHF two nothing",
    "CHF three nothing",
  ]);
  await store.providers.setOrder(["three", "two", "one"], null, SYSTEM);
  await store.providers.setEnabled("one", false, null, SYSTEM);
  assertEquals(await entries(), [
    "INR three nothing",
    "INR two 2024-03-08 direct 82.7",
    "CHF three nothing",
    "CHF two nothing",
  ]);
  assertEquals(await store.rates.order(), ["three", "two"]);
});

test("The ledger comes from the stored day or the look-back's start, whichever is later, to the day", async (fresh) => {
  await using store = await fresh.open();
  await addProviders(store, { ecb: "EUR" });
  await save(store, "ecb", {
    text: "EUR/USD 2024-03-08 1.0932\nEUR/USD 2024-03-07 1.0895",
    covers: days("2024-03-01", "2024-03-09"),
  });
  const retryAt = new Date("2024-03-12T09:05:00.456Z");
  await store.rates.saveFailure("ecb", days("2024-03-11", "2024-03-13"), {
    at: LATER,
    retryAt,
    reason: "HTTP 503",
  });
  const ledgerOf = async (target: string, from: string) => {
    const [found] = await store.rates.evidence({
      ...ask("EUR", [target], "2024-03-12"),
      ledgerFrom: day(from),
    });
    return found?.ledger ?? [];
  };
  const dates = async (target: string, from: string) =>
    (await ledgerOf(target, from)).map(({ date }) => date.slice(8));
  assertEquals(await dates("USD", "2024-03-01"), ["08", "09", "11", "12"]);
  assertEquals(await dates("USD", "2024-03-11"), ["11", "12"]);
  assertEquals(await dates("CHF", "2024-03-07"), [
    "07",
    "08",
    "09",
    "11",
    "12",
  ]);
  assertEquals(await ledgerOf("USD", "2024-03-09"), [
    {
      date: day("2024-03-09"),
      status: "empty",
      fetchedAt: SAVED_AT,
      retryAt: null,
      reason: null,
    },
    ...["2024-03-11", "2024-03-12"].map((date) => ({
      date: day(date),
      status: "failed" as const,
      fetchedAt: LATER,
      retryAt,
      reason: "HTTP 503",
    })),
  ]);
});

test("Of a pair with a currency that is not enabled there is none, where only enabled ones are wanted", async (fresh) => {
  await using store = await fresh.open();
  await seed(store.sql, {
    providers: [{ key: "ecb", name: "ECB", base: "EUR", enabledAtFirst: true }],
    currencies: ["EUR", "USD"].map((code) => completeCurrency({ code })),
  });
  await save(store, "ecb", {
    text: "EUR/USD 2024-03-08 1.0932\nEUR/GBP 2024-03-08 0.8520",
  });
  const question = ask("EUR", ["USD", "GBP"], "2024-03-08");
  const all = await store.rates.evidence(question);
  assertEquals(all.map(({ target }) => target), ["USD", "GBP"]);
  const wanted = { ...question, enabledOnly: true };
  const enabled = await store.rates.evidence(wanted);
  assertEquals(enabled.map(({ target }) => target), ["USD"]);
  assertEquals(
    await store.rates.evidence({ ...wanted, source: "GBP", targets: ["USD"] }),
    [],
  );
});
