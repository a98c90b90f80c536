/** Asking while somebody waits: one flight per provider and day, bounded, stored, and remembered when it fails. */

import { assert, assertEquals } from "@std/assert";
import { createAsk } from "../../rates/ask.ts";
import { day, eachDay } from "../../rates/day.ts";
import { ProviderError, type ProviderFault } from "../../rates/errors.ts";
import type { FetchOptions } from "../../rates/ports.ts";
import {
  askedOf,
  fail,
  FakeProvider,
  hang,
  observationsOf,
  publish,
} from "../support/fake_provider.ts";
import { MemoryStore } from "../support/memory_store.ts";
import { storedRates } from "../support/stored.ts";
import { silent } from "../support/world.ts";

const NOW = new Date("2026-06-01T12:00:00Z");
const DATE = day("2026-04-13");

function askWith(provider: FakeProvider, deadlineMs = 5_000) {
  const store = new MemoryStore([provider.facts]);
  const ask = createAsk({ store, clock: () => NOW, log: silent, deadlineMs });
  const ledgerOf = (date = DATE) =>
    store.ledger(provider.facts.key, { from: date, to: date });
  return { store, ask, ledgerOf };
}

Deno.test("A request goes from the newest day back, no further than one request can", async () => {
  const monthly = new FakeProvider({ maxRangeDays: 30 });
  const { ask } = askWith(monthly);
  const wanted = [...eachDay({ from: day("2026-01-01"), to: DATE })].reverse();
  await ask(monthly, wanted);
  await ask(monthly, [DATE]);
  assertEquals(askedOf(monthly), ["2026-03-15..2026-04-13", "2026-04-13"]);
});

Deno.test("Where a plan turns out to have no ranges, the newest day is asked for at once, and the others are not held to have failed", async () => {
  const beacon = new FakeProvider({ maxRangeDays: 365 }, (range, options) => {
    if (range.from === range.to) return publish([])(range, options);
    beacon.facts = { ...beacon.facts, maxRangeDays: 1 };
    return fail("plan", "The plan has no time series")(range, options);
  });
  const { ask, ledgerOf } = askWith(beacon);
  const wanted = [...eachDay({ from: day("2026-04-01"), to: DATE })].reverse();
  assertEquals((await ask(beacon, wanted)).ok, true);
  assertEquals(askedOf(beacon), ["2026-04-01..2026-04-13", "2026-04-13"]);
  assertEquals(await ledgerOf(day("2026-04-12")), []);
});

Deno.test("A plan that refuses a single day has failed it", async () => {
  const beacon = new FakeProvider({ maxRangeDays: 1 }, fail("plan", "No"));
  const { ask, ledgerOf } = askWith(beacon);
  assertEquals((await ask(beacon, [DATE])).ok, false);
  assertEquals((await ledgerOf()).map(({ status }) => status), ["failed"]);
});

Deno.test("While somebody waits a request is tried twice at most, under a deadline", async () => {
  const seen: FetchOptions[] = [];
  const ecb = new FakeProvider({}, (range, options) => {
    seen.push(options);
    return publish([])(range, options);
  });
  await askWith(ecb).ask(ecb, [DATE]);
  assertEquals(seen.map(({ attempts }) => attempts), [2]);
  assertEquals(seen.map(({ signal }) => signal.aborted), [false]);
});

Deno.test("When the process ends, whoever waits is told at once, and the day is not held against the provider", async () => {
  const stuck = new FakeProvider({ key: "stuck" }, hang);
  const store = new MemoryStore([stuck.facts]);
  const end = new AbortController();
  const ask = createAsk({
    store,
    clock: () => NOW,
    log: silent,
    deadlineMs: 60_000,
    ending: end.signal,
  });
  const waiting = ask(stuck, [DATE]);
  end.abort();
  assertEquals(await waiting, {
    ok: false,
    failure: { provider: "stuck", reason: "this service is ending" },
  });
  assertEquals(await store.ledger("stuck", { from: DATE, to: DATE }), []);
});

Deno.test("A request that hangs is given up at the deadline, and the day is remembered as failed", async () => {
  const stuck = new FakeProvider({ key: "stuck" }, hang);
  const { ask, ledgerOf } = askWith(stuck, 5);
  // The deadline's own timer keeps no process alive.
  const patience = Promise.withResolvers<"too late">();
  const timer = setTimeout(() => patience.resolve("too late"), 1_000);
  const outcome = await Promise.race([ask(stuck, [DATE]), patience.promise]);
  clearTimeout(timer);
  assertEquals(outcome, {
    ok: false,
    failure: { provider: "stuck", reason: "Did not answer in time" },
  });
  assertEquals((await ledgerOf()).map(({ status }) => status), ["failed"]);
});

Deno.test("Questions for one day share a flight, those for another day and later ones do not", async () => {
  const released = Promise.withResolvers<void>();
  const ecb = new FakeProvider({ maxRangeDays: 1 }, async (range, options) => {
    await released.promise;
    return await publish([])(range, options);
  });
  const { ask } = askWith(ecb);
  const other = day("2026-04-10");
  const flights = [ask(ecb, [DATE]), ask(ecb, [DATE]), ask(ecb, [other])];
  released.resolve();
  await Promise.all(flights);
  assertEquals(askedOf(ecb), ["2026-04-13", "2026-04-10"]);
  await ask(ecb, [DATE]);
  assertEquals(ecb.asked.length, 3);
});

Deno.test("A question joins a flight that covers all of its days, and no smaller one", async () => {
  const released = Promise.withResolvers<void>();
  const ecb = new FakeProvider({}, async (range, options) => {
    await released.promise;
    return await publish([])(range, options);
  });
  const { ask } = askWith(ecb);
  const before = day("2026-04-09");
  const flights = [
    ask(ecb, [DATE, day("2026-04-12")]),
    ask(ecb, [DATE, before]),
    ask(ecb, [day("2026-04-10")]),
  ];
  released.resolve();
  await Promise.all(flights);
  assertEquals(askedOf(ecb), [
    "2026-04-12..2026-04-13",
    "2026-04-09..2026-04-13",
  ]);
});

Deno.test("What was answered is stored before anybody hears of it", async () => {
  const rates = observationsOf("EUR", { "2026-04-13": { USD: "1.1684" } });
  const ecb = new FakeProvider({ key: "ecb" }, publish(rates));
  const { ask, store, ledgerOf } = askWith(ecb);
  const outcome = await ask(ecb, [DATE]);
  assert(outcome.ok);
  const range = { from: DATE, to: DATE };
  assertEquals(
    await storedRates(store, "ecb", { codes: ["EUR", "USD"], range: range }),
    rates.map((one) => ({ ...one, fetchedAt: NOW })),
  );
  assertEquals(await ledgerOf(), [{
    date: DATE,
    status: "loaded",
    fetchedAt: NOW,
    retryAt: null,
    reason: null,
  }]);
});

Deno.test("A failure is remembered for a minute, or for as long as the provider says", async () => {
  const away = new FakeProvider({}, fail());
  const remembered = askWith(away);
  await remembered.ask(away, [DATE]);
  const busy = new FakeProvider(
    {},
    fail("rate_limited", "Too many requests", { retryAfterSeconds: 7 }),
  );
  const told = askWith(busy);
  await told.ask(busy, [DATE]);
  const entry = { date: DATE, status: "failed", fetchedAt: NOW };
  assertEquals(await remembered.ledgerOf(), [{
    ...entry,
    retryAt: new Date("2026-06-01T12:01:00Z"),
    reason: "Cannot connect",
  }]);
  assertEquals(await told.ledgerOf(), [{
    ...entry,
    retryAt: new Date("2026-06-01T12:00:07Z"),
    reason: "Too many requests",
  }]);
});

Deno.test("A day whose rates could not be used is remembered as failed, the silent days around it as empty", async () => {
  const date = day("2026-04-12");
  const odd = new FakeProvider({}, (covers) => ({
    observations: [],
    covers,
    doubtful: [date],
    rejected: [{ row: "2026-04-12 USD = null", reason: "No number" }],
  }));
  const { ask, ledgerOf } = askWith(odd);
  await ask(odd, [DATE, date]);
  assertEquals(
    [...await ledgerOf(date), ...await ledgerOf()].map(({ status }) => status),
    ["failed", "empty"],
  );
});

Deno.test("A provider that was not asked at all has not failed the day", async () => {
  const faults: ProviderFault[] = [
    "resting",
    "not_configured",
    "allowance_spent",
  ];
  for (const fault of faults) {
    const idle = new FakeProvider({}, fail(fault, "Not asked"));
    const { ask, ledgerOf } = askWith(idle);
    assertEquals((await ask(idle, [DATE])).ok, false);
    assertEquals(await ledgerOf(), []);
  }
});

Deno.test("A failure never overwrites what is known of a day", async () => {
  const ecb = new FakeProvider(
    {},
    publish(observationsOf("EUR", { "2026-04-13": { USD: "1.1684" } })),
  );
  const { ask, ledgerOf } = askWith(ecb);
  await ask(ecb, [DATE]);
  ecb.answer = fail();
  await ask(ecb, [DATE]);
  assertEquals((await ledgerOf()).map(({ status }) => status), ["loaded"]);
});

Deno.test("A mistake in a provider is not hidden as a failure of its upstream", async () => {
  const mistake = new TypeError("Cannot read a property");
  const broken = new FakeProvider({}, () => Promise.reject(mistake));
  const { ask } = askWith(broken);
  const thrown = await ask(broken, [DATE]).catch((error: unknown) => error);
  assertEquals(thrown, mistake);
  assert(!(thrown instanceof ProviderError));
});
