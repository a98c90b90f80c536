/** On whose account providers are asked, and how often. */

import { assertEquals } from "@std/assert";
import { createCounts } from "../../db/counts.ts";
import { Asker, type AskingLimits, type Who } from "../../rates/asker.ts";
import { FakeProvider, publish } from "../support/fake_provider.ts";
import { day } from "../../rates/day.ts";

const STRANGER: Who = { kind: "stranger", network: "192.0.2.7" };
const OTHER: Who = { kind: "stranger", network: "192.0.2.8" };
const ADA: Who = { kind: "known", id: "user:1" };

function facts(monthlyRequests: number | null = null, key = "bank") {
  const provider = new FakeProvider(
    { key, name: key, base: "EUR", since: day("2024-01-01"), monthlyRequests },
    publish([]),
  );
  return provider.facts;
}

function setUp(limits: Partial<AskingLimits> = {}) {
  const time = { ms: Date.parse("2024-10-30T12:00:00Z") };
  const counts = createCounts({
    shared: null,
    clock: () => new Date(time.ms),
    maxKeys: 100,
  });
  const all = { stranger: 3, strangers: 5, known: 20, ...limits };
  return {
    time,
    asker: (who: Who) =>
      new Asker({ counts, limits: all, identify: () => Promise.resolve(who) }),
    async spend(who: Who, times: number, of = facts()) {
      let made = 0;
      for (let i = 0; i < times; i++) {
        if (await this.asker(who).spend(of)) made++;
      }
      return made;
    },
  };
}

Deno.test("A stranger may cause a few requests an hour, strangers together some more, and those we know many", async () => {
  const world = setUp();
  assertEquals(await world.spend(STRANGER, 10), 3);
  assertEquals(await world.spend(OTHER, 10), 2);
  assertEquals(await world.spend(ADA, 100), 20);
  world.time.ms += 3_600_000;
  assertEquals(await world.spend(STRANGER, 10), 3);
});

Deno.test("What was refused is not counted, and says when to come again", async () => {
  const world = setUp();
  await world.spend(STRANGER, 3);
  world.time.ms += 600_000;
  const asker = world.asker(STRANGER);
  assertEquals([await asker.spend(facts()), asker.waitSeconds], [false, 3_000]);
  assertEquals(await world.spend(OTHER, 10), 2);
});

Deno.test("Of a provider with a monthly allowance strangers may cause a sixtieth a day", async () => {
  const world = setUp({ stranger: 0, strangers: 0 });
  const metered = facts(600);
  assertEquals(await world.spend(STRANGER, 30, metered), 10);
  assertEquals(await world.spend(STRANGER, 30, facts(null, "free")), 30);
  assertEquals(await world.spend(ADA, 15, metered), 15);
  world.time.ms += 86_400_000;
  assertEquals(await world.spend(OTHER, 30, metered), 10);
});

Deno.test("Long loads of such a provider are queued for those we know only", async () => {
  const { asker } = setUp();
  assertEquals(await asker(STRANGER).mayQueue(facts(600)), false);
  assertEquals(await asker(STRANGER).mayQueue(facts()), true);
  assertEquals(await asker(ADA).mayQueue(facts(600)), true);
});

Deno.test("Who it is is looked up once, and only when a provider is asked", async () => {
  let looked = 0;
  const counts = createCounts({
    shared: null,
    clock: () => new Date(0),
    maxKeys: 10,
  });
  const asker = new Asker({
    counts,
    limits: { stranger: 1, strangers: 1, known: 9 },
    identify: () => Promise.resolve((looked++, ADA)),
  });
  assertEquals([asker.waitSeconds, looked], [0, 0]);
  await asker.spend(facts());
  await asker.spend(facts());
  assertEquals(looked, 1);
});
