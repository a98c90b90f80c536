/** A run of an ingestion on both databases, against providers that answer, refuse and fail. */

import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertThrows,
} from "@std/assert";
import type { Storage } from "../../db/storage.ts";
import { Budget, BudgetSpent, Spending } from "../../jobs/budget.ts";
import { createRunner, type RunOptions } from "../../jobs/runner.ts";
import { day } from "../../rates/day.ts";
import { ProviderError } from "../../rates/errors.ts";
import type { Provider, ProviderFacts } from "../../rates/ports.ts";
import { createQueue } from "../../rates/queue.ts";
import { quietLog, useDatabases } from "../support/databases.ts";
import {
  type Answer,
  askedOf,
  fail,
  FakeProvider,
  publish,
} from "../support/fake_provider.ts";
import { addProviders, days } from "../support/stored.ts";
import { SYSTEM } from "../support/people.ts";

const test = useDatabases();

const RANGE = days("2024-03-01", "2024-03-10");

/** Rates of every day of the range, each request announced as the door does. */
const everyDay: Answer = (range, options) => {
  options.onAttempt?.();
  return publish(
    Array.from({ length: 10 }, (_, i) => ({
      base: "USD",
      quote: "EUR",
      date: day(`2024-03-${String(i + 1).padStart(2, "0")}`),
      rate: "0.91",
    })),
  )(range, options);
};

/** A world with one provider of one day a request, whose time a test moves and whose waits take none. */
async function world(
  storage: Storage,
  { facts = {}, maxRequests = 0 }: {
    readonly facts?: Partial<ProviderFacts>;
    readonly maxRequests?: number;
  } = {},
) {
  let nowMs = Date.parse("2024-06-01T12:00:00Z");
  const clock = () => new Date(nowMs);
  const provider = new FakeProvider(
    { key: "daily", base: "USD", name: "Daily", maxRangeDays: 1, ...facts },
    everyDay,
  );
  await addProviders(storage, { daily: "USD" });
  const providers = new Map<string, Provider>([["daily", provider]]);
  const { rates, ingestions } = storage;
  const deps = { rates, ingestions, providers, clock, log: quietLog };
  const sleeps: number[] = [];
  const run = createRunner({
    ...deps,
    worker: "test",
    concurrency: 4,
    maxRequests,
    leaseSeconds: 60,
    sleep(ms) {
      sleeps.push(ms);
      nowMs += ms;
      return Promise.resolve();
    },
  });
  const queue = createQueue(deps);
  const { ingestion } = await queue({
    provider: "daily",
    range: RANGE,
    cause: "api",
    maxRequests: null,
  }, SYSTEM);
  return {
    provider,
    sleeps,
    clock,
    queue,
    id: ingestion.id,
    async run(options: Partial<RunOptions> = {}, id = ingestion.id) {
      const ran = await run(id, {
        signal: new AbortController().signal,
        patienceMs: 600_000,
        ...options,
      });
      if (!ran) throw new Error("There is no ingestion");
      return ran;
    },
    async known() {
      const ledger = await rates.ledger("daily", RANGE);
      return ledger.filter(({ status }) => status === "loaded").length;
    },
  };
}

test("Every day of the range is asked for once, newest first, and stored", async (fresh) => {
  await using storage = await fresh.open();
  const { run, provider, known } = await world(storage);
  const { ingestions } = storage;
  const claim = ingestions.claim;
  const claimed: string[] = [];
  ingestions.claim = async (...args) => {
    const chunks = await claim.apply(ingestions, args);
    claimed.push(...chunks.map(({ range }) => range.from));
    return chunks;
  };
  const { ended, ingestion } = await run();
  assertEquals([ended, ingestion.status, ingestion.error], [
    "closed",
    "done",
    null,
  ]);
  assertEquals(
    [ingestion.requests, ingestion.inserted, ingestion.chunks.done],
    [10, 10, 10],
  );
  assertEquals(claimed, claimed.toSorted().reverse());
  assertEquals(askedOf(provider).sort(), claimed.toSorted());
  assertEquals(new Set(claimed).size, 10);
  assertEquals(await known(), 10);
});

test("A run begins with as many parts as it may work on at a time by one claim, and claims no more than its budget bears", async (fresh) => {
  await using storage = await fresh.open();
  const { run } = await world(storage, { maxRequests: 6 });
  const { ingestions } = storage;
  const claim = ingestions.claim;
  const claims: [most: number, got: number][] = [];
  ingestions.claim = async (id, options) => {
    const chunks = await claim.apply(ingestions, [id, options]);
    claims.push([options.most, chunks.length]);
    return chunks;
  };
  const { ended, ingestion } = await run();
  assertEquals([ended, ingestion.requests], ["budget", 6]);
  assertEquals(claims[0], [4, 4]);
  for (const [most] of claims) assert(most >= 1 && most <= 4, `${most}`);
  assertEquals(ingestion.chunks, {
    pending: 4,
    running: 0,
    done: 6,
    failed: 0,
  });
});

test("What is known meanwhile is not asked for", async (fresh) => {
  await using storage = await fresh.open();
  const { run, provider, clock } = await world(storage);
  const signal = new AbortController().signal;
  const known = await everyDay(RANGE, { signal, attempts: 1 });
  await storage.rates.save("daily", known, clock());
  const { ingestion } = await run();
  assertEquals([ingestion.status, ingestion.requests], ["done", 0]);
  assertEquals(provider.asked, []);
});

test("Loads that share days, run side by side, ask for each day once and both end with all of theirs", async (fresh) => {
  await using storage = await fresh.open();
  const { run, provider, queue } = await world(storage);
  const { ingestion: { id: other } } = await queue({
    provider: "daily",
    range: days("2024-03-04", "2024-03-13"),
    cause: "api",
    maxRequests: null,
  }, SYSTEM);
  const [one, two] = await Promise.all([run(), run({}, other)]);
  assertEquals([one.ingestion.status, two.ingestion.status], ["done", "done"]);
  assertEquals(askedOf(provider).sort().map((date) => date.slice(-2)), [
    ...["01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11"],
    ...["12", "13"],
  ]);
  const ledger = await storage.rates.ledger(
    "daily",
    days("2024-03-01", "2024-03-13"),
  );
  assert(ledger.every(({ status }) => status !== "failed"));
  assertEquals(ledger.length, 13);
});

test("What a cancelled load leaves is loaded by the other that wants it", async (fresh) => {
  await using storage = await fresh.open();
  const { run, provider, queue, id, clock, known } = await world(storage);
  const { ingestion: { id: other } } = await queue({
    provider: "daily",
    range: days("2024-03-02", "2024-03-10"),
    cause: "api",
    maxRequests: null,
  }, SYSTEM);
  await storage.ingestions.cancel(id, clock(), SYSTEM);
  const { ingestion } = await run({}, other);
  assertEquals([ingestion.status, await known()], ["done", 9]);
  assertEquals(provider.asked.length, 9);
});

test("An error of the database is told, also when the process is told to end", async (fresh) => {
  await using storage = await fresh.open();
  const { run } = await world(storage);
  const stop = new AbortController();
  storage.ingestions.claim = () => {
    stop.abort();
    return Promise.reject(new Error("A column is missing"));
  };
  await assertRejects(
    () => run({ signal: stop.signal }),
    Error,
    "A column is missing",
  );
});

test("A run makes exactly as many requests as its budget, and the next goes on", async (fresh) => {
  await using storage = await fresh.open();
  const { run, provider } = await world(storage, { maxRequests: 4 });
  const first = await run();
  assertEquals([first.ended, first.ingestion.status], ["budget", "paused"]);
  assertMatch(
    first.ingestion.error ?? "",
    /budget of 4 requests a run is spent/,
  );
  assertEquals([first.ingestion.requests, first.ingestion.inserted], [4, 4]);
  const second = await run();
  assertEquals([second.ended, second.ingestion.requests], ["budget", 8]);
  const third = await run();
  assertEquals([third.ended, third.ingestion.requests], ["closed", 10]);
  assertEquals(new Set(askedOf(provider)).size, 10);
});

test("Retries count against the budget", async (fresh) => {
  await using storage = await fresh.open();
  const { run, provider } = await world(storage, { maxRequests: 5 });
  provider.answer = (range, options) => {
    options.onAttempt?.();
    return everyDay(range, options);
  };
  const { ended, ingestion } = await run();
  assertEquals([ended, ingestion.requests], ["budget", 5]);
});

test("A spent month pauses the ingestion until the next one, and counts only what left", async (fresh) => {
  await using storage = await fresh.open();
  const { run, provider, clock } = await world(storage);
  const next = new Date("2024-07-01T00:00:00Z");
  let left = 3;
  provider.answer = (range, options) => {
    options.onAttempt?.();
    if (left-- > 0) return everyDay(range, { ...options, onAttempt() {} });
    options.onWithheld?.();
    throw new ProviderError("allowance_spent", "The month is spent", {
      retryAfterSeconds: (next.getTime() - clock().getTime()) / 1_000,
    });
  };
  const { ended, ingestion } = await run();
  assertEquals([ended, ingestion.status, ingestion.requests], [
    "budget",
    "paused",
    3,
  ]);
  assertEquals(ingestion.resumeAt, next);
  assertEquals(ingestion.error, "Daily: The month is spent");
});

for (const fault of ["unauthorized", "plan"] as const) {
  test(`A provider that answers ${fault} is not asked further, and the setting is named`, async (fresh) => {
    await using storage = await fresh.open();
    const { run, provider } = await world(storage, {
      facts: { keySetting: "DAILY_KEY" },
    });
    provider.answer = fail(fault, "Answered HTTP 403");
    const { ended, ingestion } = await run();
    assertEquals([ended, ingestion.status], ["provider", "failed"]);
    assertEquals(
      ingestion.error,
      "Daily: Answered HTTP 403; check DAILY_KEY",
    );
    assert(provider.asked.length <= 4, `asked ${provider.asked.length} times`);
    assertEquals(await storage.rates.ledger("daily", RANGE), []);
  });
}

test("A plan that turns out to have no ranges is asked for a day a request", async (fresh) => {
  await using storage = await fresh.open();
  const { run, provider } = await world(storage, {
    facts: { maxRangeDays: 365 },
  });
  provider.answer = (range, options) => {
    if (range.from === range.to) return everyDay(range, options);
    options.onAttempt?.();
    provider.facts = { ...provider.facts, maxRangeDays: 1 };
    throw new ProviderError("plan", "The plan has no time series");
  };
  const { ended, ingestion } = await run();
  assertEquals([ended, ingestion.requests, ingestion.inserted], [
    "closed",
    11,
    10,
  ]);
});

test("A provider that names a time is left alone until then", async (fresh) => {
  await using storage = await fresh.open();
  const { run, provider, sleeps, clock } = await world(storage);
  const until = clock().getTime() + 90_000;
  let asked = 0;
  provider.answer = (range, options) => {
    if (clock().getTime() >= until) return everyDay(range, options);
    asked++;
    return fail("rate_limited", "Answered HTTP 429", {
      retryAfterSeconds: 90,
    })(range, options);
  };
  const paused = await run({ patienceMs: 1_000 });
  assertEquals([paused.ended, paused.ingestion.status], ["resting", "paused"]);
  assertEquals(paused.ingestion.resumeAt?.getTime(), until);
  assert(asked <= 4, `asked ${asked} times`);
  const { ended, ingestion } = await run();
  assertEquals([ended, ingestion.status], ["closed", "done"]);
  assert(sleeps.includes(90_000), sleeps.join());
});

test("A request that fails is tried again with growing distance, and the rest is stored meanwhile", async (fresh) => {
  await using storage = await fresh.open();
  const { run, provider, sleeps } = await world(storage);
  let failures = 0;
  provider.answer = (range, options) => {
    if (range.from === "2024-03-05" && failures < 3) {
      failures++;
      return fail("server_error", "Answered HTTP 500")(range, options);
    }
    return everyDay(range, options);
  };
  const { ended, ingestion } = await run();
  assertEquals([ended, ingestion.status, ingestion.inserted, failures], [
    "closed",
    "done",
    10,
    3,
  ]);
  const waitedMs = sleeps.reduce((sum, ms) => sum + ms, 0);
  assert(waitedMs >= 65_000, `waited ${waitedMs} ms`);
});

test("A run that is not to wait says how many requests are tried again later", async (fresh) => {
  for (
    const [failing, said] of [
      [["2024-03-05"], "1 request failed and is tried again later"],
      [
        ["2024-03-05", "2024-03-07"],
        "2 requests failed and are tried again later",
      ],
    ] as const
  ) {
    await using storage = await fresh.open();
    const { run, provider } = await world(storage);
    provider.answer = (range, options) =>
      failing.some((one) => one === range.from)
        ? fail("server_error", "Answered HTTP 500")(range, options)
        : everyDay(range, options);
    const { ended, ingestion } = await run({ patienceMs: 0 });
    assertEquals([ended, ingestion.error], ["resting", said]);
  }
});

test("A day that fails every time is given up, named, and taken up by a retry", async (fresh) => {
  await using storage = await fresh.open();
  const { run, provider, id, known } = await world(storage);
  provider.answer = (range, options) =>
    range.from === "2024-03-05"
      ? fail("invalid_answer", "Answered HTML")(range, options)
      : everyDay(range, options);
  const { ingestion } = await run();
  assertEquals([ingestion.status, ingestion.error, await known()], [
    "failed",
    "1 of 10 requests failed for good: Answered HTML",
    9,
  ]);
  const [failed] = await storage.rates.ledger(
    "daily",
    days("2024-03-05", "2024-03-05"),
  );
  assertEquals([failed?.status, failed?.reason], ["failed", "Answered HTML"]);
  provider.answer = everyDay;
  await storage.ingestions.retry(id, SYSTEM);
  assertEquals((await run()).ingestion.status, "done");
  assertEquals(await known(), 10);
});

test("Told to end, a run finishes what is under way and claims no more", async (fresh) => {
  await using storage = await fresh.open();
  const { run, provider, known } = await world(storage);
  const stop = new AbortController();
  const open = Promise.withResolvers<void>();
  provider.answer = async (range, options) => {
    if (provider.asked.length === 4) {
      stop.abort();
      open.resolve();
    }
    await open.promise;
    return await everyDay(range, options);
  };
  const { ended, ingestion } = await run({ signal: stop.signal });
  assertEquals([ended, ingestion.status], ["interrupted", "running"]);
  assertEquals([provider.asked.length, await known()], [4, 4]);
  assertEquals(ingestion.chunks, {
    pending: 6,
    running: 0,
    done: 4,
    failed: 0,
  });
  provider.answer = everyDay;
  assertEquals((await run()).ingestion.status, "done");
  assertEquals(provider.asked.length, 10);
});

test("A cancelled ingestion ends its run", async (fresh) => {
  await using storage = await fresh.open();
  const { run, provider, id, clock } = await world(storage);
  provider.answer = async (range, options) => {
    if (provider.asked.length === 4) {
      await storage.ingestions.cancel(id, clock(), SYSTEM);
    }
    return await everyDay(range, options);
  };
  const { ended, ingestion } = await run();
  assertEquals([ended, ingestion.status], ["closed", "cancelled"]);
  assert(provider.asked.length <= 8, `asked ${provider.asked.length} times`);
});

test("An ingestion that somebody pauses ends its run, and goes on where it was", async (fresh) => {
  await using storage = await fresh.open();
  const { run, provider, id } = await world(storage);
  provider.answer = async (range, options) => {
    if (provider.asked.length === 4) await storage.ingestions.hold(id, SYSTEM);
    return await everyDay(range, options);
  };
  const { ended, ingestion } = await run();
  assertEquals([ended, ingestion.status], ["elsewhere", "paused"]);
  assert(provider.asked.length <= 8, `asked ${provider.asked.length} times`);
  provider.answer = everyDay;
  await storage.ingestions.resume(id, SYSTEM);
  assertEquals((await run()).ingestion.status, "done");
  assertEquals(new Set(askedOf(provider)).size, provider.asked.length);
});

Deno.test("A budget gives what it has and no more, and takes back what did not leave", () => {
  const budget = new Budget(2);
  const spending = new Spending(budget);
  spending.onAttempt();
  spending.onAttempt();
  assertThrows(
    spending.onAttempt,
    BudgetSpent,
    "The budget of 2 requests a run",
  );
  spending.onWithheld();
  assertEquals([spending.requests, budget.spent], [1, null]);
  const unlimited = new Budget(0);
  for (let i = 0; i < 1_000; i++) unlimited.take();
  assertEquals(unlimited.spent, null);
});
