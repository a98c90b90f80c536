/** Scheduled work of several processes on one database. */

import { assert, assertEquals, assertRejects } from "@std/assert";
import type { Storage } from "../../db/storage.ts";
import { TIMES } from "../../jobs/cron.ts";
import { onceASlot } from "../../jobs/once_a_slot.ts";
import { quietLog, useDatabases } from "../support/databases.ts";

const test = useDatabases();

const SIGNAL = new AbortController().signal;
/** One time in two centuries: none comes or goes while a test runs. */
const RARELY = { name: "tick", everySeconds: 6_400_000_000, atSecond: 0 };

/** The work as a process fires it. */
function process(
  { leases }: Storage,
  worker: string,
  work: (signal: AbortSignal) => Promise<string>,
) {
  return onceASlot({ ...RARELY, work }, { leases, worker, log: quietLog });
}

test("Of processes that fire at once or one after another one does the work, until its next time", async (fresh) => {
  await using storage = await fresh.open();
  await using other = await fresh.again();
  const begun = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const one = process(storage, "one", async () => {
    begun.resolve();
    await goOn.promise;
    return "one";
  });
  const two = process(other, "two", () => Promise.resolve("two"));
  const first = one(SIGNAL);
  await begun.promise;
  assertEquals(await two(SIGNAL), null);
  goOn.resolve();
  assertEquals(await first, "one");
  assertEquals([await two(SIGNAL), await one(SIGNAL)], [null, null]);
  await storage.sql`update leases set slot = slot - interval '1 second'`;
  assertEquals(await two(SIGNAL), "two");
  assertEquals(await one(SIGNAL), null);
});

test("Work that fails says so, is not done again at its time, and leaves the next time free", async (fresh) => {
  await using storage = await fresh.open();
  const one = process(
    storage,
    "one",
    () => Promise.reject(new Error("A table is missing")),
  );
  const two = process(storage, "two", () => Promise.resolve("two"));
  await assertRejects(() => one(SIGNAL), Error, "A table is missing");
  assertEquals(await two(SIGNAL), null);
  await storage.sql`update leases set slot = slot - interval '1 second'`;
  assertEquals(await two(SIGNAL), "two");
});

Deno.test("Cron fires at the times that leases count", () => {
  for (const { cron, everySeconds, atSecond } of Object.values(TIMES)) {
    const [minute = "", hour = ""] = cron.split(" ");
    const step = /^\*\/(\d+)$/.exec(minute);
    if (step) {
      assertEquals([Number(step[1]) * 60, 0, "*"], [
        everySeconds,
        atSecond,
        hour,
      ]);
    } else {
      assertEquals(Number(hour) * 3_600 + Number(minute) * 60, atSecond);
      assertEquals(everySeconds, 86_400);
    }
    assert(/ \* \* \*$/.test(cron));
  }
});
