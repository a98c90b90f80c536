/** What saving an answer guarantees. */

import { assert, assertEquals, assertRejects } from "@std/assert";
import type { Storage } from "../../db/storage.ts";
import { type Day, day } from "../../rates/day.ts";
import { useDatabases } from "../support/databases.ts";
import {
  addProviders,
  days,
  save,
  SAVED_AT,
  storedRates,
} from "../support/stored.ts";
import { SYSTEM } from "../support/people.ts";

const test = useDatabases();

const LATER = new Date("2024-03-12T09:00:00Z");

async function newestDay({ rates }: Storage): Promise<Day | undefined | null> {
  const all = await rates.newest(days("2024-03-01", "2024-03-31"));
  return all.find(({ provider }) => provider === "ecb")?.day;
}

test("Published digits come back to the letter", async (fresh) => {
  await using store = await fresh.open();
  await addProviders(store, { ecb: "EUR" });
  await save(store, "ecb", {
    text: `EUR/SEK 2024-03-08 9.1500
           EUR/IDR 2024-03-08 0.0000588966305238
           EUR/ZWL 2024-03-08 1234567890123.000000000000001
           EUR/JPY 2024-03-08 160`,
  });
  const rows = await storedRates(store.rates, "ecb", {
    codes: ["EUR", "SEK", "IDR", "ZWL", "JPY"],
    range: days("2024-03-08", "2024-03-08"),
  });
  assertEquals(
    rows.map((row) => [row.quote, row.rate]).sort(),
    [
      ["IDR", "0.0000588966305238"],
      ["JPY", "160"],
      ["SEK", "9.1500"],
      ["ZWL", "1234567890123.000000000000001"],
    ],
  );
  assertEquals(rows[0]?.fetchedAt, SAVED_AT);
});

test("The same answer twice changes no rate and no revision", async (fresh) => {
  await using store = await fresh.open();
  await addProviders(store, { ecb: "EUR" });
  const text = `EUR/USD 2024-03-07 1.0895
                EUR/USD 2024-03-08 1.0932
                EUR/SEK 2024-03-08 11.1810`;
  const covers = days("2024-03-07", "2024-03-10");
  assertEquals(await save(store, "ecb", { text, covers }), {
    inserted: 3,
    revised: 0,
    unchanged: 0,
    days: 2,
    emptyDays: 2,
  });
  assertEquals(await save(store, "ecb", { text, covers, at: LATER }), {
    inserted: 0,
    revised: 0,
    unchanged: 3,
    days: 2,
    emptyDays: 2,
  });
  const rows = await storedRates(store.rates, "ecb", {
    codes: ["EUR", "USD"],
    range: covers,
  });
  assertEquals(rows.map((row) => row.fetchedAt), [SAVED_AT, SAVED_AT]);
  assertEquals((await store.sql`select * from rate_revisions`).length, 0);
});

test("A value that is numerically equal stays as it was first written", async (fresh) => {
  await using store = await fresh.open();
  await addProviders(store, { ecb: "EUR" });
  await save(store, "ecb", { text: "EUR/SEK 2024-03-08 9.15" });
  const saved = await save(store, "ecb", { text: "EUR/SEK 2024-03-08 9.1500" });
  assertEquals(saved.unchanged, 1);
  const [row] = await storedRates(store.rates, "ecb", {
    codes: ["EUR", "SEK"],
    range: days("2024-03-08", "2024-03-08"),
  });
  assertEquals(row?.rate, "9.15");
});

test("A revised value is served and the old one is kept with its times", async (fresh) => {
  await using store = await fresh.open();
  await addProviders(store, { ecb: "EUR" });
  await save(store, "ecb", { text: "EUR/USD 2024-03-08 1.0932" });
  const saved = await save(store, "ecb", {
    text: "EUR/USD 2024-03-08 1.0933\nEUR/SEK 2024-03-08 11.18",
    at: LATER,
  });
  assertEquals([saved.inserted, saved.revised, saved.unchanged], [1, 1, 0]);
  const [row] = await storedRates(store.rates, "ecb", {
    codes: ["EUR", "USD"],
    range: days("2024-03-08", "2024-03-08"),
  });
  assertEquals([row?.rate, row?.fetchedAt], ["1.0933", LATER]);
  const [old] = await store.sql`
    select quote, date, rate, fetched_at, replaced_at from rate_revisions`;
  assertEquals({ ...old }, {
    quote: "USD",
    date: "2024-03-08",
    rate: "1.0932",
    ["fetched_at"]: SAVED_AT,
    ["replaced_at"]: LATER,
  });
});

test("Of two observations of one pair and day the last one counts", async (fresh) => {
  await using store = await fresh.open();
  await addProviders(store, { ecb: "EUR" });
  const text = `EUR/USD 2024-03-08 1.5
                EUR/USD 2024-03-08 1.1`;
  assertEquals((await save(store, "ecb", { text })).inserted, 1);
  assertEquals((await save(store, "ecb", { text })).unchanged, 1);
  const [row] = await storedRates(store.rates, "ecb", {
    codes: ["EUR", "USD"],
    range: days("2024-03-08", "2024-03-08"),
  });
  assertEquals(row?.rate, "1.1");
});

test("Days that an answer covers without a row become empty, others stay unknown", async (fresh) => {
  await using store = await fresh.open();
  await addProviders(store, { ecb: "EUR" });
  await save(store, "ecb", {
    text: "EUR/USD 2024-03-08 1.0932",
    covers: days("2024-03-08", "2024-03-10"),
  });
  const known = await store.rates.ledger(
    "ecb",
    days("2024-03-01", "2024-03-31"),
  );
  const entry = { fetchedAt: SAVED_AT, retryAt: null, reason: null };
  assertEquals(known, [
    { date: day("2024-03-08"), status: "loaded", ...entry },
    { date: day("2024-03-09"), status: "empty", ...entry },
    { date: day("2024-03-10"), status: "empty", ...entry },
  ]);
});

test("A doubtful day is not entered as one that is known to be empty", async (fresh) => {
  await using store = await fresh.open();
  await addProviders(store, { ecb: "EUR" });
  const covers = days("2024-03-08", "2024-03-10");
  const doubtful = [day("2024-03-09")];
  await store.rates.save(
    "ecb",
    { observations: [], covers, doubtful, rejected: [] },
    SAVED_AT,
  );
  const known = await store.rates.ledger("ecb", covers);
  assertEquals(known.map(({ date }) => date.slice(8)), ["08", "10"]);
});

test("A loaded day stays loaded when a later answer lacks it", async (fresh) => {
  await using store = await fresh.open();
  await addProviders(store, { ecb: "EUR" });
  await save(store, "ecb", {
    text: "EUR/USD 2024-03-08 1.0932\nEUR/SEK 2024-03-08 11.18",
  });
  const saved = await save(store, "ecb", {
    text: "",
    covers: days("2024-03-08", "2024-03-09"),
    at: LATER,
  });
  assertEquals([saved.days, saved.emptyDays], [0, 2]);
  const known = await store.rates.ledger(
    "ecb",
    days("2024-03-08", "2024-03-09"),
  );
  assertEquals(known.map((entry) => [entry.status, entry.fetchedAt]), [
    ["loaded", LATER],
    ["empty", LATER],
  ]);
  const [row] = await store.sql`
    select rows, attempts from ledger where date = '2024-03-08'`;
  assertEquals({ ...row }, { rows: 2, attempts: 2 });
});

test("An empty day becomes loaded when rows appear", async (fresh) => {
  await using store = await fresh.open();
  await addProviders(store, { ecb: "EUR" });
  const covers = days("2024-03-08", "2024-03-08");
  await save(store, "ecb", { text: "", covers });
  await save(store, "ecb", { text: "EUR/USD 2024-03-08 1.0932", covers });
  const [entry] = await store.rates.ledger("ecb", covers);
  assertEquals(entry?.status, "loaded");
});

test("A failure is remembered, takes nothing from what is known, and is forgotten when an answer comes", async (fresh) => {
  await using store = await fresh.open();
  await addProviders(store, { ecb: "EUR" });
  await save(store, "ecb", {
    text: "EUR/USD 2024-03-08 1.0932",
    covers: days("2024-03-08", "2024-03-09"),
  });
  const retryAt = new Date("2024-03-12T09:05:00Z");
  const range = days("2024-03-08", "2024-03-11");
  const failure = { at: LATER, retryAt, reason: "HTTP 503" };
  await store.rates.saveFailure("ecb", range, failure);
  await store.rates.saveFailure("ecb", range, failure);
  const known = await store.rates.ledger("ecb", range);
  assertEquals(known.map((entry) => entry.status), [
    "loaded",
    "empty",
    "failed",
    "failed",
  ]);
  // They were asked for on the next days: what was said then may still change.
  assertEquals(known.map((entry) => entry.reason), [
    "HTTP 503",
    "HTTP 503",
    "HTTP 503",
    "HTTP 503",
  ]);
  assertEquals(known[0]?.fetchedAt, SAVED_AT);
  assertEquals(known[3]?.retryAt, retryAt);
  const attempts = await store.sql`select attempts from ledger order by date`;
  assertEquals(attempts.map((row) => row.attempts), [2, 2, 2, 2]);

  await save(store, "ecb", { text: "EUR/USD 2024-03-11 1.0926" });
  const [answered] = await store.rates.ledger(
    "ecb",
    days("2024-03-11", "2024-03-11"),
  );
  assertEquals(
    [answered?.status, answered?.retryAt, answered?.reason],
    ["loaded", null, null],
  );
});

test("A failure is not remembered of days that are final, and forgotten of all others by a reset", async (fresh) => {
  await using store = await fresh.open();
  await addProviders(store, { ecb: "EUR" });
  await save(store, "ecb", { text: "EUR/USD 2024-03-01 1.0830" });
  await save(store, "ecb", { text: "EUR/USD 2024-03-08 1.0932" });
  const range = days("2024-03-01", "2024-03-11");
  const retryAt = new Date("2024-03-12T09:05:00Z");
  const failure = { at: LATER, retryAt, reason: "HTTP 503" };
  await store.rates.saveFailure("ecb", range, failure);
  const loaded = async () => {
    const known = await store.rates.ledger("ecb", range);
    return known.filter(({ status }) => status === "loaded")
      .map((entry) => [entry.date, entry.retryAt]);
  };
  assertEquals(await loaded(), [["2024-03-01", null], ["2024-03-08", retryAt]]);
  await store.rates.forgetFailures("ecb", SYSTEM);
  assertEquals(await loaded(), [["2024-03-01", null], ["2024-03-08", null]]);
  assertEquals((await store.rates.ledger("ecb", range)).length, 2);
});

test("Two writers of the same answer at once neither fail nor write twice", async (fresh) => {
  await using one = await fresh.open();
  await using two = await fresh.again();
  await addProviders(one, { ecb: "EUR" });
  const lines = Array.from({ length: 400 }, (_, i) => {
    const date = new Date(Date.UTC(2020, 0, 1 + i)).toISOString().slice(0, 10);
    return `EUR/USD ${date} 1.${1000 + i}\nEUR/GBP ${date} 0.${8000 + i}`;
  });
  const [a, b] = await Promise.all([
    save(one, "ecb", { text: lines.join("\n") }),
    save(two, "ecb", { text: lines.toReversed().join("\n") }),
  ]);
  assertEquals(a.inserted + b.inserted, 800);
  assertEquals(a.unchanged + b.unchanged, 800);
  assertEquals(a.revised + b.revised, 0);
});

test("A large answer is counted exactly, loaded and revised", async (fresh) => {
  await using store = await fresh.open();
  await addProviders(store, { ecb: "EUR" });
  const quotes = ["USD", "GBP", "JPY", "CHF", "SEK"];
  const history = (rate: (i: number) => string) =>
    Array.from({ length: 5_000 }, (_, i) => {
      const date = new Date(Date.UTC(2010, 0, 1 + i)).toISOString().slice(
        0,
        10,
      );
      return quotes.map((quote) => `EUR/${quote} ${date} ${rate(i)}`).join(
        "\n",
      );
    }).join("\n");
  const first = await save(store, "ecb", {
    text: history((i) => `${1 + i}.50`),
  });
  assertEquals([first.inserted, first.days], [25_000, 5_000]);
  const second = await save(store, "ecb", {
    text: history((i) => i < 100 ? "7.25" : `${1 + i}.5`),
  });
  assertEquals(
    [second.inserted, second.revised, second.unchanged],
    [0, 500, 24_500],
  );
  const [{ count } = { count: 0 }] = await store.sql`
    select count(*)::integer as count from rate_revisions`;
  assertEquals(count, 500);
  assertEquals(await newestDay(store), day("2023-09-09"));
});

test("A rate that is not positive changes nothing, the rest of its answer included", async (fresh) => {
  await using store = await fresh.open();
  await addProviders(store, { ecb: "EUR" });
  for (const bad of ["-1.5", "0"]) {
    const text = `EUR/GBP 2024-03-08 0.85\nEUR/USD 2024-03-08 ${bad}`;
    await assertRejects(() => save(store, "ecb", { text }), Error, "check");
  }
  const { rates } = store;
  const range = days("2024-03-08", "2024-03-08");
  assertEquals(
    await storedRates(rates, "ecb", {
      codes: ["EUR", "GBP", "USD"],
      range: range,
    }),
    [],
  );
  assertEquals(await rates.ledger("ecb", range), []);
});

test("The database refuses a pair with itself, a malformed code and an unknown provider", async (fresh) => {
  await using store = await fresh.open();
  await addProviders(store, { ecb: "EUR" });
  for (const pair of ["EUR/EUR", "EUR/usd", "EUR/USDT"]) {
    const text = `${pair} 2024-03-08 1.5`;
    await assertRejects(() => save(store, "ecb", { text }), Error, "check");
  }
  await assertRejects(
    () => save(store, "nobody", { text: "EUR/USD 2024-03-08 1.5" }),
    RangeError,
    "'nobody'",
  );
});

test("Rows are those of the codes and days asked for, by date", async (fresh) => {
  await using store = await fresh.open();
  await addProviders(store, { ecb: "EUR", other: "USD" });
  await save(store, "ecb", {
    text: `EUR/USD 2024-03-08 1.0932
           EUR/USD 2024-03-07 1.0895
           EUR/USD 2024-03-06 1.0874
           EUR/GBP 2024-03-08 0.8520
           EUR/SEK 2024-03-08 11.18`,
  });
  await save(store, "ecb", { text: "EUR/GBP 2024-03-07 0.8549", at: LATER });
  await save(store, "other", { text: "USD/GBP 2024-03-08 0.7800" });
  const rows = await storedRates(store.rates, "ecb", {
    codes: ["EUR", "GBP", "USD"],
    range: days("2024-03-07", "2024-03-08"),
  });
  assertEquals(
    rows.map((row) => `${row.date} ${row.base}/${row.quote} ${row.rate}`)
      .sort(),
    [
      "2024-03-07 EUR/GBP 0.8549",
      "2024-03-07 EUR/USD 1.0895",
      "2024-03-08 EUR/GBP 0.8520",
      "2024-03-08 EUR/USD 1.0932",
    ],
  );
  const dates = rows.map((row) => row.date);
  assertEquals(dates, dates.toSorted());
  assert(rows.some((row) => row.fetchedAt.getTime() === LATER.getTime()));
});

test("When a provider answered last counts its recent days and those since its newest, failures left out", async (fresh) => {
  await using store = await fresh.open();
  await addProviders(store, { ecb: "EUR", mock: "USD" });
  const answeredAt = async (from: string) =>
    (await store.rates.newest(days(from, "2024-03-31")))
      .find(({ provider }) => provider === "ecb")?.answeredAt;
  assertEquals(await answeredAt("2024-03-01"), null);
  await save(store, "ecb", { text: "EUR/USD 2024-03-08 1.0932" });
  await store.rates.saveFailure(
    "ecb",
    { from: day("2024-03-11"), to: day("2024-03-11") },
    { at: LATER, retryAt: LATER, reason: "away" },
  );
  assertEquals(await answeredAt("2024-03-01"), SAVED_AT);
  assertEquals(await answeredAt("2024-03-20"), SAVED_AT);
  const all = await store.rates.newest(days("2024-03-01", "2024-03-07"));
  assertEquals(all.map(({ provider, answeredAt }) => [provider, answeredAt]), [
    ["ecb", null],
    ["mock", null],
  ]);
});

test("The newest day is that of the newest observation, not of an empty day", async (fresh) => {
  await using store = await fresh.open();
  await addProviders(store, { ecb: "EUR" });
  assertEquals(await newestDay(store), null);
  await save(store, "ecb", {
    text: "EUR/USD 2024-03-08 1.0932",
    covers: days("2024-03-08", "2024-03-10"),
  });
  assertEquals(await newestDay(store), day("2024-03-08"));
});
