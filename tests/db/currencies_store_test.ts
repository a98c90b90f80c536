/** What the store of currencies guarantees. */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { AppError } from "../../rates/errors.ts";
import type { CurrencyInput } from "../../rates/ports.ts";
import { useDatabases } from "../support/databases.ts";
import { addProviders, days, save, storedRates } from "../support/stored.ts";
import { SYSTEM } from "../support/people.ts";

const test = useDatabases();

const euro: CurrencyInput = {
  code: "EUR",
  name: "Euro",
  symbol: "€",
  numericCode: "978",
  minorUnits: 2,
  enabled: true,
};
const yen: CurrencyInput = {
  code: "JPY",
  name: "Yen",
  symbol: "¥",
  numericCode: null,
  minorUnits: 0,
  enabled: false,
};

test("A currency comes back as it was created, found by id and by code", async (fresh) => {
  await using store = await fresh.open();
  const created = await store.currencies.create(yen, SYSTEM);
  const { id, version, createdAt, updatedAt, ...rest } = created;
  assertEquals([rest, version], [yen, `${id}.1`]);
  assertEquals(createdAt, updatedAt);
  assertEquals(await store.currencies.find({ id: created.id }), created);
  assertEquals(await store.currencies.find({ code: "JPY" }), created);
});

test("An id or code that names nothing finds nothing, whatever its size", async (fresh) => {
  await using store = await fresh.open();
  for (const id of [1, 0, -1, 1.5, 2 ** 31, 1e300, NaN]) {
    assertEquals(await store.currencies.find({ id }), null);
    assertEquals(
      await store.currencies.update({ id }, { name: "X" }, null, SYSTEM),
      null,
    );
    assertEquals(await store.currencies.remove({ id }, null, SYSTEM), false);
  }
  assertEquals(await store.currencies.find({ code: "'; --" }), null);
});

test("Currencies are listed by code", async (fresh) => {
  await using store = await fresh.open();
  await store.currencies.create(yen, SYSTEM);
  await store.currencies.create(euro, SYSTEM);
  const codes = (await store.currencies.list()).map(({ code }) => code);
  assertEquals(codes, ["EUR", "JPY"]);
});

test("A change touches what it names and the time of change, and nothing else", async (fresh) => {
  await using store = await fresh.open();
  const created = await store.currencies.create(yen, SYSTEM);
  const changed = await store.currencies.update(
    { code: "JPY" },
    { enabled: true, numericCode: "392" },
    null,
    SYSTEM,
  );
  assert(changed && changed.updatedAt > created.updatedAt);
  assertEquals(changed, {
    ...created,
    enabled: true,
    numericCode: "392",
    updatedAt: changed?.updatedAt,
    version: `${created.id}.2`,
  });
  assertEquals(
    await store.currencies.update({ id: created.id }, {}, null, SYSTEM),
    changed,
  );
  const cleared = await store.currencies.update(
    { id: created.id },
    {
      numericCode: null,
    },
    null,
    SYSTEM,
  );
  assertEquals(cleared?.numericCode, null);
});

test("A code that is taken is a conflict, on creation and on change", async (fresh) => {
  await using store = await fresh.open();
  await store.currencies.create(euro, SYSTEM);
  await store.currencies.create(yen, SYSTEM);
  for (
    const attempt of [
      () => store.currencies.create(euro, SYSTEM),
      () =>
        store.currencies.update({ code: "JPY" }, { code: "EUR" }, null, SYSTEM),
    ]
  ) {
    const error = await assertRejects(attempt, AppError, "EUR exists already");
    assertEquals(error.code, "conflict");
  }
});

test("The database refuses codes, names and minor units that cannot be", async (fresh) => {
  await using store = await fresh.open();
  for (
    const wrong of [
      { code: "eur" },
      { code: "EURO" },
      { name: "" },
      { minorUnits: -1 },
      { minorUnits: 9 },
      { numericCode: "97" },
    ]
  ) {
    await assertRejects(
      () => store.currencies.create({ ...euro, ...wrong }, SYSTEM),
      Error,
      "check",
    );
  }
});

test("A removed currency is gone and its rates stay", async (fresh) => {
  await using store = await fresh.open();
  await addProviders(store, { ecb: "EUR" });
  await store.currencies.create(yen, SYSTEM);
  await save(store, "ecb", { text: "EUR/JPY 2024-03-08 160.99" });
  assertEquals(
    await store.currencies.remove({ code: "JPY" }, null, SYSTEM),
    true,
  );
  assertEquals(
    await store.currencies.remove({ code: "JPY" }, null, SYSTEM),
    false,
  );
  const rows = await storedRates(store.rates, "ecb", {
    codes: ["EUR", "JPY"],
    range: days("2024-03-08", "2024-03-08"),
  });
  assertEquals(rows.length, 1);
});
