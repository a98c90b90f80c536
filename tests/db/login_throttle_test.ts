/** Waits for those who guess passwords, counted by one process and by several with a real Redis. */

import { assert, assertEquals } from "@std/assert";
import { createCounts } from "../../db/counts.ts";
import { createLoginThrottle } from "../../db/login_throttle.ts";
import { openRedis } from "../../db/redis.ts";
import { createSharedCounts } from "../../db/shared_counts.ts";
import { startUpstash, type Upstash } from "../support/upstash.ts";
import { silent } from "../support/world.ts";

const HERE = "192.0.2.7";
const ELSEWHERE = "198.51.100.9";

function setUp() {
  const time = { ms: Date.parse("2024-10-30T12:00:00Z") };
  const throttle = createLoginThrottle(createCounts({
    shared: null,
    clock: () => new Date(time.ms),
    maxKeys: 50_000,
  }));
  return { time, throttle };
}

Deno.test("After five tries at an account from one network the waits begin, and double to a quarter of an hour", async () => {
  const { time, throttle } = setUp();
  for (let i = 0; i < 5; i++) {
    assertEquals(await throttle.check("ada", HERE), 0, `try ${i + 1}`);
  }
  const waits: number[] = [];
  for (let i = 0; i < 9; i++) {
    const wait = await throttle.check("ada", HERE);
    waits.push(wait);
    time.ms += wait * 1_000;
    assertEquals(await throttle.check("ada", HERE), 0);
  }
  assertEquals(waits, [15, 30, 60, 120, 240, 480, 900, 900, 900]);
});

Deno.test("Tries while waiting are not looked at and do not make the wait longer", async () => {
  const { time, throttle } = setUp();
  for (let i = 0; i < 5; i++) await throttle.check("ada", HERE);
  for (let i = 0; i < 100; i++) {
    assertEquals(await throttle.check("ada", HERE), 15);
  }
  time.ms += 15_000;
  assertEquals(await throttle.check("ada", HERE), 0);
});

Deno.test("Of a hundred tries at once five are looked at", async () => {
  const { throttle } = setUp();
  const waits = await Promise.all(
    Array.from({ length: 100 }, () => throttle.check("ada", HERE)),
  );
  assertEquals(waits.filter((wait) => wait === 0).length, 5);
});

Deno.test("The right password takes back the tries before it", async () => {
  const { throttle } = setUp();
  for (let round = 0; round < 10; round++) {
    for (let i = 0; i < 4; i++) {
      assertEquals(await throttle.check("ada", HERE), 0);
    }
    await throttle.succeeded("ada", HERE);
  }
});

Deno.test("Whoever guesses from one network for a week does not make anybody elsewhere wait", async () => {
  const { time, throttle } = setUp();
  const end = time.ms + 7 * 86_400_000;
  let guesses = 0;
  while (time.ms < end) {
    const wait = await throttle.check("ada", HERE);
    if (wait === 0) guesses++;
    time.ms += Math.max(wait, 1) * 1_000;
    if (guesses % 50 === 0) {
      const own = await throttle.check("ada", ELSEWHERE);
      assertEquals(own, 0, `after ${guesses} guesses`);
      await throttle.succeeded("ada", ELSEWHERE);
    }
  }
  assert(guesses < 1_000, `${guesses} guesses`);
});

Deno.test("One network cannot go through account after account", async () => {
  const { throttle } = setUp();
  let looked = 0;
  for (let i = 0; i < 500; i++) {
    if (await throttle.check(`user${i}`, HERE) === 0) looked++;
  }
  assertEquals(looked, 50);
  assertEquals(await throttle.check("ada", ELSEWHERE), 0);
});

Deno.test("Many networks cannot guess at one account, and its owner's own network does not wait for them", async () => {
  const { throttle } = setUp();
  await throttle.check("ada", HERE);
  await throttle.succeeded("ada", HERE);
  let looked = 0;
  for (let i = 0; i < 500; i++) {
    if (await throttle.check("ada", `2001:db8:0:${i}::/64`) === 0) looked++;
  }
  assertEquals(looked, 100);
  assert(await throttle.check("ada", ELSEWHERE) > 0);
  assertEquals(await throttle.check("ada", HERE), 0);
});

Deno.test("Several processes count tries together, and by themselves while Redis is away", async () => {
  await using upstash = await startUpstash();
  if (!upstash) return;
  const process = () =>
    createLoginThrottle(createCounts({
      shared: createSharedCounts({
        redis: openRedis(upstash),
        log: silent,
      }),
      clock: () => new Date(),
      maxKeys: 100,
    }));
  const [a, b] = [process(), process()];
  for (let i = 0; i < 3; i++) assertEquals(await a.check("ada", HERE), 0);
  for (let i = 0; i < 2; i++) assertEquals(await b.check("ada", HERE), 0);
  assert(await a.check("ada", HERE) > 0);
  assert(await b.check("ada", HERE) > 0);
  assertEquals(await keysWith(upstash, "login:pair"), 1);
  assertEquals(await keysWith(upstash, "ada"), 0);

  upstash.mood = "broken";
  for (let i = 0; i < 5; i++) assertEquals(await a.check("bob", HERE), 0);
  assert(await a.check("bob", HERE) > 0);
});

async function keysWith(upstash: Upstash, text: string): Promise<number> {
  const keys = await upstash.command("KEYS", `*${text}*`);
  return Array.isArray(keys) ? keys.length : NaN;
}
