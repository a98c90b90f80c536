/** Limits that several instances keep together, over a real Redis. */

import { assert, assertEquals } from "@std/assert";
import { openRedis } from "../../db/redis.ts";
import { createSharedCounts } from "../../db/shared_counts.ts";
import { createSettling } from "../../jobs/settle_counts.ts";
import { Tallies } from "../../rates/tallies.ts";
import { startUpstash, type Upstash } from "../support/upstash.ts";
import { silent } from "../support/world.ts";

function instance(upstash: Upstash) {
  const warnings: string[] = [];
  const counts = createSharedCounts({
    redis: openRedis(upstash),
    log: { ...silent, warn: (message) => warnings.push(message) },
  });
  const settling = createSettling({ counts, tallies: () => ({ reads }) });
  const reads: Tallies = new Tallies({
    clock: () => new Date(),
    seconds: 60,
    maxKeys: 1_000,
    share: { points: 1, onDue() {} },
  });
  // The test itself says when a second is over.
  settling.end();
  return { counts, reads, settle: () => settling.settle(), warnings };
}

Deno.test("What one instance has counted the others know after a second", async () => {
  await using upstash = await startUpstash();
  if (!upstash) return;
  const [a, b] = [instance(upstash), instance(upstash)];
  a.reads.add("address:192.0.2.7", 30);
  b.reads.add("address:192.0.2.7", 12);
  await a.settle();
  await b.settle();
  assertEquals(b.reads.of("address:192.0.2.7").points, 42);
  a.reads.add("address:192.0.2.7", 1);
  await a.settle();
  assertEquals(a.reads.of("address:192.0.2.7").points, 43);
  assertEquals(a.reads.of("address:192.0.2.8").points, 0);
});

Deno.test("However many askers there are, a second costs one request", async () => {
  await using upstash = await startUpstash();
  if (!upstash) return;
  const { reads, settle } = instance(upstash);
  for (let i = 0; i < 150; i++) reads.add(`address:192.0.2.${i}`, 1);
  await settle();
  assertEquals(upstash.requests, 1);
  await settle();
  assertEquals(upstash.requests, 1);
});

Deno.test("While Redis is away each instance counts alone, asks it no more, and tells it later", async () => {
  await using upstash = await startUpstash();
  if (!upstash) return;
  const { reads, settle, warnings } = instance(upstash);
  upstash.mood = "broken";
  reads.add("address:192.0.2.7", 5);
  for (let i = 0; i < 5; i++) await settle();
  const { requests } = upstash;
  for (let i = 0; i < 5; i++) await settle();
  assertEquals(upstash.requests, requests);
  assertEquals(warnings, [
    "Limits are counted by each instance alone: Redis is away",
  ]);
  assertEquals(reads.of("address:192.0.2.7").points, 5);
  assert(reads.isDue);
  const back = instance(upstash);
  upstash.mood = "well";
  back.reads.add("address:192.0.2.7", 2);
  await back.settle();
  assertEquals(back.reads.of("address:192.0.2.7").points, 2);
});

Deno.test("A shared count has the window of its first point, can be read and be forgotten", async () => {
  await using upstash = await startUpstash();
  if (!upstash) return;
  const { counts } = instance(upstash);
  assertEquals(await counts.get("try"), null);
  await counts.add("try", 2, 100);
  const count = await counts.add("try", 1, 5_000);
  assertEquals(count.points, 3);
  assert(count.endsInMs > 60_000 && count.endsInMs <= 100_000);
  assertEquals((await counts.get("try"))?.points, 3);
  await counts.forget("try");
  assertEquals(await counts.get("try"), null);
});
