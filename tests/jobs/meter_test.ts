/** The meter at the door, on both databases: it counts what leaves, and a month never has more than its allowance. */

import { assert, assertEquals, assertRejects } from "@std/assert";
import type { Storage } from "../../db/storage.ts";
import { createMeter } from "../../jobs/meter.ts";
import { createUsageRecorder } from "../../jobs/usage.ts";
import { createCurrencyBeacon } from "../../providers/currencybeacon.ts";
import { createDoor } from "../../providers/http.ts";
import { createAsk } from "../../rates/ask.ts";
import { day } from "../../rates/day.ts";
import { ProviderError } from "../../rates/errors.ts";
import { quietLog, useDatabases } from "../support/databases.ts";
import { startDayUpstream } from "../support/day_upstream.ts";
import { addProviders } from "../support/stored.ts";
import { interactive, only, respond } from "../support/upstream.ts";

const test = useDatabases();

/** A meter as a process of its own has it. */
function meterOf(
  { usage }: Storage,
  { allowance, time = "2024-03-07T12:00:00Z" }: {
    readonly allowance: number | null;
    readonly time?: string;
  },
) {
  const clock = () => new Date(time);
  const deps = { store: usage, clock, log: quietLog };
  const recorder = createUsageRecorder(deps);
  const allowances = { currencybeacon: allowance };
  return {
    meter: createMeter({ ...deps, recorder, allowances }),
    flush: () => recorder.flush(),
  };
}

async function usedSince(storage: Storage, from: string) {
  const [used] = await storage.usage.since(day(from));
  return [used?.requests, used?.failures];
}

test("However many processes and requests at once, a month gets exactly its allowance", async (fresh) => {
  await using storage = await fresh.open();
  await using other = await fresh.again();
  await addProviders(storage, { currencybeacon: "USD" });
  const meters = [storage, other, storage].map((one) =>
    meterOf(one, { allowance: 25 }).meter
  );
  const takes = await Promise.allSettled(
    Array.from({ length: 60 }, (_, i) => meters[i % 3]?.take("currencybeacon")),
  );
  const taken = takes.filter(({ status }) => status === "fulfilled");
  assertEquals(taken.length, 25);
  assertEquals(await usedSince(storage, "2024-03-01"), [25, 0]);
});

test("Days of one month share an allowance, and the next month has its own", async (fresh) => {
  await using storage = await fresh.open();
  await addProviders(storage, { currencybeacon: "USD" });
  const on = (time: string) => meterOf(storage, { allowance: 2, time }).meter;
  await on("2024-02-29T23:59:59Z").take("currencybeacon");
  await on("2024-03-01T00:00:00Z").take("currencybeacon");
  const late = on("2024-03-30T00:00:00Z");
  await late.take("currencybeacon");
  const { fault, message, info } = await assertRejects(
    () => late.take("currencybeacon"),
    ProviderError,
  );
  assertEquals([fault, message, info.retryAfterSeconds], [
    "allowance_spent",
    "The monthly allowance of 2 requests is spent; it begins anew on 2024-04-01",
    2 * 86_400,
  ]);
  await on("2024-04-01T00:00:00Z").take("currencybeacon");
  assertEquals(await usedSince(storage, "2024-03-01"), [3, 0]);
});

test("Requests of a provider without an allowance are counted, and failures of all", async (fresh) => {
  await using storage = await fresh.open();
  await addProviders(storage, { currencybeacon: "USD" });
  for (const allowance of [null, 10]) {
    const { meter, flush } = meterOf(storage, { allowance });
    for (const ok of [true, false, true]) {
      await meter.take("currencybeacon");
      meter.ended("currencybeacon", { ok });
    }
    await flush();
  }
  assertEquals(await usedSince(storage, "2024-03-01"), [6, 2]);
});

test("A question that would read through to a provider whose month is spent passes it over with the reason, and no request leaves", async (fresh) => {
  await using storage = await fresh.open();
  await addProviders(storage, { currencybeacon: "USD" });
  await using upstream = startDayUpstream();
  const clock = () => new Date("2024-03-07T12:00:00Z");
  const { meter } = meterOf(storage, { allowance: 1 });
  const beacon = createCurrencyBeacon({
    door: createDoor({ fetch, clock, log: quietLog, meter }),
    clock,
    baseUrl: upstream.url,
    apiKey: "key",
  });
  const ask = createAsk({
    store: storage.rates,
    clock,
    log: quietLog,
    deadlineMs: 5_000,
  });
  assert((await ask(beacon, [day("2024-03-05")])).ok);
  assertEquals(await ask(beacon, [day("2024-03-04")]), {
    ok: false,
    failure: {
      provider: "currencybeacon",
      reason:
        "The monthly allowance of 1 request is spent; it begins anew on 2024-04-01",
    },
  });
  const range = { from: day("2024-03-04"), to: day("2024-03-04") };
  const ledger = await storage.rates.ledger("currencybeacon", range);
  assertEquals([upstream.requests(), ledger], [1, []]);
  assertEquals(beacon.health().breaker, "closed");
});

test("Retries are taken from the allowance one by one, and what does not leave is given back to the run", async (fresh) => {
  await using storage = await fresh.open();
  await addProviders(storage, { currencybeacon: "USD" });
  await using upstream = startDayUpstream();
  upstream.misbehave(() => respond("", { status: 500 }));
  const clock = () => new Date("2024-03-07T12:00:00Z");
  const { meter, flush } = meterOf(storage, { allowance: 3 });
  const door = createDoor({
    fetch,
    clock,
    log: quietLog,
    meter,
    sleep: () => Promise.resolve(),
  });
  const settings = { baseUrl: upstream.url, apiKey: "key" };
  const beacon = createCurrencyBeacon({ door, clock, ...settings });
  const told = { attempts: 0, withheld: 0 };
  const options = interactive({
    attempts: 4,
    onAttempt: () => void told.attempts++,
    onWithheld: () => void told.withheld++,
  });
  const { fault } = await assertRejects(
    () => beacon.fetch(only("2024-03-05"), options),
    ProviderError,
  );
  assertEquals([fault, upstream.requests(), told], [
    "allowance_spent",
    3,
    { attempts: 4, withheld: 1 },
  ]);
  await flush();
  assertEquals(await usedSince(storage, "2024-03-01"), [3, 3]);
});
