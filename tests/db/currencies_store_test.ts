/** What the store of currencies guarantees. */

import { assertEquals, assertRejects } from "@std/assert";
import { AppError } from "../../rates/errors.ts";
import type { CurrencyInput } from "../../rates/ports.ts";
import { useDatabases } from "../support/databases.ts";

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
  const created = await store.currencies.create(yen);
  const { id: _id, createdAt, updatedAt, ...rest } = created;
  assertEquals(rest, yen);
  assertEquals(createdAt, updatedAt);
  assertEquals(await store.currencies.find({ id: created.id }), created);
  assertEquals(await store.currencies.find({ code: "JPY" }), created);
});
