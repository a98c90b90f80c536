/** What the settings of providers, their usage and the first start guarantee. */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { seed, type SeedContent } from "../../db/seed.ts";
import { day } from "../../rates/day.ts";
import { AppError } from "../../rates/errors.ts";
import { useDatabases } from "../support/databases.ts";
import { addProviders } from "../support/stored.ts";
import { SYSTEM } from "../support/people.ts";

const test = useDatabases();

test("Providers are put in exactly the order that is given", async (fresh) => {
  await using store = await fresh.open();
  await addProviders(store, { a: "EUR", b: "EUR", c: "EUR", d: "EUR" });
  const ordered = await store.providers.setOrder(
    ["d", "b", "a", "c"],
    null,
    SYSTEM,
  );
  assertEquals(ordered.map(({ key, priority }) => [key, priority]), [
    ["d", 1],
    ["b", 2],
    ["a", 3],
    ["c", 4],
  ]);
  assertEquals(await store.providers.list(), ordered);
  assertEquals(await store.rates.order(), ["d", "b", "a", "c"]);
});

test("An order that is not exactly the providers changes nothing and names what is wrong", async (fresh) => {
  await using store = await fresh.open();
  await addProviders(store, { a: "EUR", b: "EUR", c: "EUR" });
  const before = await store.providers.list();
  for (
    const [keys, fault] of [
      [["a", "b"], "c (missing)"],
      [["c", "b", "a", "x"], "x (unknown)"],
      [["c", "b", "a", "a"], "a (given twice)"],
      [["c", "c", "x"], "a, b (missing); x (unknown); c (given twice)"],
      [[], "a, b, c (missing)"],
    ] as const
  ) {
    const error = await assertRejects(
      () => store.providers.setOrder(keys, null, SYSTEM),
      AppError,
      fault,
    );
    assertEquals(error.code, "invalid_request");
  }
  assertEquals(await store.providers.list(), before);
});

test("Orders that are set at once end as one of them, whole", async (fresh) => {
  await using one = await fresh.open();
  await using two = await fresh.again();
  await addProviders(one, { a: "EUR", b: "EUR", c: "EUR" });
  await Promise.all([
    one.providers.setOrder(["c", "b", "a"], null, SYSTEM),
    two.providers.setOrder(["b", "a", "c"], null, SYSTEM),
    one.providers.setOrder(["b", "c", "a"], null, SYSTEM),
  ]);
  const found = await one.rates.order();
  assert(["c,b,a", "b,a,c", "b,c,a"].includes(found.join()), found.join());
});

test("Two providers cannot have one place, whoever writes it", async (fresh) => {
  await using store = await fresh.open();
  await addProviders(store, { a: "EUR", b: "EUR" });
  await assertRejects(
    async () => await store.sql`update providers set priority = 1`,
    Error,
    "providers_priority_key",
  );
});

test("A provider that is switched off keeps its place, and its time of change moves only when it changes", async (fresh) => {
  await using store = await fresh.open();
  await addProviders(store, { a: "EUR", b: "EUR" });
  const [before] = await store.providers.list();
  const same = await store.providers.setEnabled("a", true, null, SYSTEM);
  assertEquals(same, before);
  const off = await store.providers.setEnabled("a", false, null, SYSTEM);
  assertEquals([off?.priority, off?.enabled], [1, false]);
  assert(off && before && off.updatedAt > before.updatedAt);
  assertEquals(await store.rates.order(), ["b"]);
  assertEquals(await store.providers.setEnabled("x", true, null, SYSTEM), null);
});

const provider = { name: "A", base: "EUR", enabledAtFirst: true };
const first: SeedContent = {
  providers: [
    { ...provider, key: "a" },
    { ...provider, key: "b", enabledAtFirst: false },
  ],
  currencies: [{
    code: "EUR",
    name: "Euro",
    symbol: "€",
    numericCode: "978",
    minorUnits: 2,
    enabled: true,
  }],
};

test("The first start adds providers in their order and the currencies", async (fresh) => {
  await using store = await fresh.open();
  assertEquals(await seed(store.sql, first), true);
  const listed = await store.providers.list();
  assertEquals(listed.map(({ key, enabled }) => [key, enabled]), [["a", true], [
    "b",
    false,
  ]]);
  assertEquals((await store.currencies.list()).map(({ code }) => code), [
    "EUR",
  ]);
});

test("A later start adds what is new at the end and leaves an administrator's order, switches and deletions", async (fresh) => {
  await using store = await fresh.open();
  await seed(store.sql, first);
  await store.providers.setOrder(["b", "a"], null, SYSTEM);
  await store.providers.setEnabled("a", false, null, SYSTEM);
  await store.currencies.remove({ code: "EUR" }, null, SYSTEM);
  const second = await seed(store.sql, {
    providers: [
      { ...provider, key: "new" },
      { ...provider, key: "a", name: "Renamed", base: "USD" },
      { ...provider, key: "b" },
    ],
    currencies: first.currencies,
  });
  assertEquals(second, false);
  const listed = await store.providers.list();
  assertEquals(listed.map(({ key, enabled }) => [key, enabled]), [
    ["b", false],
    ["a", false],
    ["new", true],
  ]);
  const [renamed] = await store
    .sql`select name, base from providers where key = 'a'`;
  assertEquals({ ...renamed }, { name: "Renamed", base: "USD" });
  assertEquals(await store.currencies.list(), []);
});

test("Two first starts at once make one first start", async (fresh) => {
  await using one = await fresh.open();
  await using two = await fresh.again();
  const firsts = await Promise.all([
    seed(one.sql, first),
    seed(two.sql, first),
  ]);
  assertEquals(firsts.sort(), [false, true]);
  assertEquals((await one.providers.list()).map(({ key }) => key), ["a", "b"]);
});

test("Usage is added up per provider from a day on", async (fresh) => {
  await using store = await fresh.open();
  await addProviders(store, { a: "EUR", b: "EUR" });
  await store.usage.record(
    "a",
    { requests: 2, failures: 1 },
    day("2024-02-29"),
  );
  await Promise.all(
    [1, 2, 3].map(() =>
      store.usage.record("a", { requests: 3, failures: 1 }, day("2024-03-01"))
    ),
  );
  await store.usage.record(
    "a",
    { requests: 1, failures: 0 },
    day("2024-03-02"),
  );
  assertEquals(await store.usage.since(day("2024-03-01")), [
    { provider: "a", requests: 10, failures: 3 },
    { provider: "b", requests: 0, failures: 0 },
  ]);
});
