/** What stands among the loads of a file that was handed in, whole or in part. */

import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import type { Storage } from "../../db/storage.ts";
import { AppError } from "../../rates/errors.ts";
import { useDatabases } from "../support/databases.ts";
import {
  largeAnswer,
  LOADED,
  RATES_A_DAY,
} from "../support/embedded_loader.ts";
import { SYSTEM } from "../support/people.ts";
import { addProviders, SAVED_AT } from "../support/stored.ts";

const test = useDatabases();

const ALL = largeAnswer().observations.length;

/** A provider whose older days cannot be stored. */
async function openHalfBroken(storage: Storage): Promise<void> {
  await addProviders(storage, { loader: "EUR" });
  await storage.sql`
    alter table rates add constraint broken check (date > '2018-06-30')`;
}

const store = ({ rates }: Storage) =>
  rates.save("loader", largeAnswer(), SAVED_AT, SYSTEM);

const listed = ({ ingestions }: Storage) => ingestions.list({ limit: 9 });

test("A file that fails half-way stands among the loads with what got in and what to do, and nowhere where nothing got in", async (fresh) => {
  await using storage = await fresh.open();
  await openHalfBroken(storage);
  await assertRejects(() => store(storage));
  const [stored] = await storage.sql<{ rates: number; days: number }[]>`
    select count(*)::integer as rates, count(distinct date)::integer as days
    from rates`;
  const { rates = 0, days = 0 } = stored ?? {};
  const loads = await listed(storage);
  const [load] = loads;
  if (!load) return assertEquals([rates, days], [0, 0]);
  assertEquals(loads.length, 1);
  assertEquals(
    [load.provider, load.range, load.status, load.cause],
    ["loader", LOADED, "failed", "file"],
  );
  assertEquals(load.inserted, rates);
  assertEquals(rates, days * RATES_A_DAY);
  const number = new Intl.NumberFormat("en");
  assertEquals(
    load.error,
    `The newest ${number.format(days)} of its days are stored, ${
      number.format(rates)
    } of ${
      number.format(ALL)
    } rates. Unless the rest is being stored at this moment, hand the file in again: what is there is not stored twice.`,
  );
  const audit = await storage.sql`
    select action from audit_log where action = 'rates.import'`;
  assertEquals(audit.length, 1);
});

test("A file that was stored in part and then whole stands there twice, the second time as done", async (fresh) => {
  await using storage = await fresh.open();
  await openHalfBroken(storage);
  await assertRejects(() => store(storage));
  const before = await listed(storage);
  await storage.sql`alter table rates drop constraint broken`;
  await store(storage);
  const [load, ...former] = await listed(storage);
  assertEquals(former, before);
  assertEquals(
    [load?.status, load?.error, load?.range],
    ["done", null, LOADED],
  );
  assertEquals((load?.inserted ?? 0) + (load?.unchanged ?? 0), ALL);
});

test("A file that was stored in part is not tried again without the file", async (fresh) => {
  await using storage = await fresh.open();
  await openHalfBroken(storage);
  await assertRejects(() => store(storage));
  const [load] = await listed(storage);
  if (!load) return;
  const error = await assertRejects(
    () => storage.ingestions.retry(load.id, SYSTEM),
    AppError,
  );
  assertEquals(error.code, "conflict");
  assertMatch(error.message, /Hand the file in again/);
  assertEquals(await listed(storage), [load]);
});
