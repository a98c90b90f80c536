/** The tick and the night's work, under a clock that stands still. */

import { assertEquals } from "@std/assert";
import type { Storage } from "../../db/storage.ts";
import { runJob } from "../../jobs/cron.ts";
import { createHousekeeping } from "../../jobs/housekeeping.ts";
import { createRunner } from "../../jobs/runner.ts";
import { createTick, goOnInterrupted } from "../../jobs/tick.ts";
import { createAsk } from "../../rates/ask.ts";
import { day } from "../../rates/day.ts";
import { isDue } from "../../rates/due.ts";
import type { Log, Provider, ProviderFacts } from "../../rates/ports.ts";
import { createFill, createQueue } from "../../rates/queue.ts";
import { quietLog, useDatabases } from "../support/databases.ts";
import {
  type Answer,
  askedOf,
  fail,
  FakeProvider,
} from "../support/fake_provider.ts";
import { addProviders, days, save } from "../support/stored.ts";
import { SYSTEM } from "../support/people.ts";

const test = useDatabases();

const SIGNAL = new AbortController().signal;

/** One rate on each day that is asked for. */
const answering: Answer = (range, options) => {
  options.onAttempt?.();
  return {
    observations: [{ base: "EUR", quote: "USD", date: range.to, rate: "1.09" }],
    covers: range,
    rejected: [],
  };
};

function world(
  storage: Storage,
  { time, facts = {}, log = quietLog }: {
    readonly time: string;
    readonly facts?: Partial<ProviderFacts>;
    readonly log?: Log;
  },
) {
  const clock = () => new Date(time);
  const bank = new FakeProvider(
    { key: "bank", maxRangeDays: 1, ...facts },
    answering,
  );
  const { rates, ingestions, usage, changes } = storage;
  const providers = new Map<string, Provider>([["bank", bank]]);
  const deps = {
    rates,
    ingestions,
    usage,
    changes,
    providers,
    clock,
    log,
    worker: "one",
    maxRequests: 3,
  };
  const run = createRunner({ ...deps, concurrency: 2, leaseSeconds: 60 });
  const ask = createAsk({ ...deps, store: rates, deadlineMs: 5_000 });
  const queue = createQueue(deps);
  return {
    bank,
    run,
    queue,
    tick: createTick({ ...deps, run, ask }),
    goOnInterrupted: () => goOnInterrupted({ ...deps, run }, SIGNAL),
    keepHouse: createHousekeeping({
      ...deps,
      sessions: storage.sessions,
      audit: storage.audit,
      auditDays: 365,
      fill: createFill(deps),
    }),
  };
}

test("A tick asks for today and yesterday where they are due, and only then", async (fresh) => {
  await using storage = await fresh.open();
  await addProviders(storage, { bank: "EUR" });
  const facts = { publishesAtUtc: "14:00" };
  const early = world(storage, { time: "2024-03-07T13:59:00Z", facts });
  assertEquals((await early.tick(SIGNAL)).refreshed, ["bank"]);
  assertEquals(askedOf(early.bank), ["2024-03-06"]);
  const after = world(storage, { time: "2024-03-07T14:00:00Z", facts });
  await after.tick(SIGNAL);
  assertEquals(askedOf(after.bank), ["2024-03-07"]);
  const soon = world(storage, { time: "2024-03-07T14:55:00Z", facts });
  assertEquals((await soon.tick(SIGNAL)).refreshed, []);
  assertEquals(askedOf(soon.bank), []);
});

test("A tick says of a provider that could not be had why, and does not call it refreshed", async (fresh) => {
  await using storage = await fresh.open();
  await addProviders(storage, { bank: "EUR" });
  const { bank, tick } = world(storage, { time: "2024-03-07T12:00:00Z" });
  bank.answer = fail("allowance_spent", "The month is spent");
  const { refreshed, failed } = await tick(SIGNAL);
  assertEquals([refreshed, failed], [[], [
    { provider: "bank", reason: "The month is spent" },
  ]]);
});

test("A tick beside a load that is under way says nothing of it", async (fresh) => {
  await using storage = await fresh.open();
  await addProviders(storage, { bank: "EUR" });
  const lines: string[] = [];
  const note = (message: string) => void lines.push(message);
  const log = { ...quietLog, info: note, warn: note };
  const { bank, run, queue, tick } = world(storage, {
    time: "2024-03-07T12:00:00Z",
    log,
  });
  await tick(SIGNAL);
  const { ingestion } = await queue({
    provider: "bank",
    range: days("2024-02-01", "2024-02-02"),
    cause: "schedule",
    maxRequests: null,
  }, SYSTEM);
  const asked = Promise.withResolvers<void>();
  const answered = Promise.withResolvers<void>();
  bank.answer = async (range, options) => {
    asked.resolve();
    await answered.promise;
    return answering(range, options);
  };
  const load = run(ingestion.id, { signal: SIGNAL, patienceMs: 0 });
  await asked.promise;
  const { ingestions } = storage;
  const { waiting } = ingestions;
  ingestions.waiting = (...args) => {
    // The tick has found nothing that is free.
    answered.resolve();
    return waiting.apply(ingestions, args);
  };
  const [ticked, loaded] = await Promise.all([tick(SIGNAL), load]);
  assertEquals(
    [loaded?.ended, loaded?.parts, ticked.ran.map(({ parts }) => parts)],
    ["closed", 2, [0]],
  );
  assertEquals(lines, []);
});

test("A tick leaves providers alone that are switched off or lack their key", async (fresh) => {
  await using storage = await fresh.open();
  await addProviders(storage, { bank: "EUR" });
  const time = "2024-03-07T12:00:00Z";
  const unset = world(storage, { time, facts: { missingSetting: "BANK_KEY" } });
  await unset.tick(SIGNAL);
  await storage.providers.setEnabled("bank", false, null, SYSTEM);
  const off = world(storage, { time });
  await off.queue({
    provider: "bank",
    range: days("2024-02-01", "2024-02-03"),
    cause: "api",
    maxRequests: null,
  }, SYSTEM);
  await off.tick(SIGNAL);
  assertEquals([unset.bank.asked, off.bank.asked], [[], []]);
});

test("A tick goes on with open ingestions within one budget, and the next with a fresh one", async (fresh) => {
  await using storage = await fresh.open();
  await addProviders(storage, { bank: "EUR" });
  const time = "2024-03-07T12:00:00Z";
  const { tick, queue } = world(storage, { time });
  await tick(SIGNAL);
  const wanted = { provider: "bank", cause: "api", maxRequests: null } as const;
  await queue({ ...wanted, range: days("2024-02-01", "2024-02-02") }, SYSTEM);
  await queue({ ...wanted, range: days("2024-01-01", "2024-01-02") }, SYSTEM);
  const state = async () =>
    (await storage.ingestions.list({ limit: 9 })).reverse()
      .map(({ status, requests }) => `${status} ${requests}`);
  await tick(SIGNAL);
  assertEquals(await state(), ["done 2", "paused 1"]);
  await tick(SIGNAL);
  assertEquals(await state(), ["done 2", "done 2"]);
});

test("A start goes on with what was interrupted, and spends no budget on what waits for its next one", async (fresh) => {
  await using storage = await fresh.open();
  await addProviders(storage, { bank: "EUR" });
  const { bank, run, queue, goOnInterrupted } = world(storage, {
    time: "2024-03-07T12:00:00Z",
  });
  const { ingestion: { id } } = await queue({
    provider: "bank",
    range: days("2024-02-01", "2024-02-08"),
    cause: "api",
    maxRequests: null,
  }, SYSTEM);
  const paused = await run(id, { signal: SIGNAL, patienceMs: 0 });
  assertEquals(paused?.ended, "budget");
  const spent = bank.asked.length;
  await goOnInterrupted();
  assertEquals(bank.asked.length, spent);

  const ending = new AbortController();
  bank.answer = (range, options) => {
    ending.abort();
    return answering(range, options);
  };
  await run(id, { signal: ending.signal, patienceMs: 0 });
  const before = bank.asked.length;
  bank.answer = answering;
  await goOnInterrupted();
  assertEquals(bank.asked.length > before, true);
});

test("At night holes are queued once, and old counts go", async (fresh) => {
  await using storage = await fresh.open();
  await addProviders(storage, { bank: "EUR", nobody: "EUR" });
  const { usage, ingestions } = storage;
  await usage.record("bank", { requests: 5, failures: 0 }, day("2023-01-01"));
  await usage.record("bank", { requests: 7, failures: 0 }, day("2024-03-01"));
  const at = new Date("2024-03-10T00:00:00Z");
  await save(storage, "bank", { text: "EUR/USD 2024-03-01 1.08", at });
  await save(storage, "bank", { text: "EUR/USD 2024-03-04 1.09", at });
  const { keepHouse } = world(storage, { time: "2024-03-07T03:17:00Z" });
  const kept = await keepHouse(SIGNAL);
  const hole = days("2024-03-02", "2024-03-06");
  assertEquals([kept.usageRows, kept.holes], [1, new Map([["bank", hole]])]);
  const [queued] = await ingestions.list({ limit: 9 });
  assertEquals([queued?.cause, queued?.range, queued?.chunks.pending], [
    "hole",
    hole,
    4,
  ]);
  assertEquals((await keepHouse(SIGNAL)).holes, new Map());
});

Deno.test("Weekends, the time of publication and the monthly allowance decide what is due", () => {
  const { facts } = new FakeProvider({
    publishesAtUtc: "14:10",
    publishesWeekends: false,
    monthlyRequests: 360,
  });
  const due = (date: string, now: string, fetched?: string) =>
    isDue(facts, day(date), {
      entry: fetched === undefined ? undefined : {
        date: day(date),
        status: "loaded",
        fetchedAt: new Date(fetched),
        retryAt: null,
        reason: null,
      },
      now: new Date(now),
    });
  // 2024-03-08 is a Friday.
  assertEquals(due("2024-03-08", "2024-03-08T14:09:00Z"), false);
  assertEquals(due("2024-03-08", "2024-03-08T14:10:00Z"), true);
  assertEquals(due("2024-03-09", "2024-03-09T20:00:00Z"), false);
  assertEquals(due("2024-03-10", "2024-03-10T20:00:00Z"), false);
  assertEquals(due("2024-03-11", "2024-03-11T20:00:00Z"), true);
  // Half of 360 requests a month is one in four hours.
  const fetched = "2024-03-08T15:00:00Z";
  assertEquals(due("2024-03-08", "2024-03-08T18:59:00Z", fetched), false);
  assertEquals(due("2024-03-08", "2024-03-08T19:00:00Z", fetched), true);
});

Deno.test("On a preview nothing is done; a job that fails is told and forgotten", async () => {
  let done = 0;
  const errors: string[] = [];
  const scheduled = {
    tick() {
      done++;
      return Promise.reject(new Error("broken"));
    },
    keepHouse: () => Promise.resolve(),
    goOn: () => Promise.resolve(),
    background: (work: Promise<void>) => void work,
    signal: SIGNAL,
    log: { ...quietLog, error: (message: string) => void errors.push(message) },
  };
  await runJob({ ...scheduled, timeline: "git-branch/main" }, "tick");
  assertEquals([done, errors.length], [0, 0]);
  await runJob({ ...scheduled, timeline: "production" }, "tick");
  await runJob({ ...scheduled, timeline: null }, "tick");
  assertEquals([done, errors.length], [2, 2]);
});
