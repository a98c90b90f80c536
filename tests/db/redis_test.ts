/** The client of the shared Redis, against a real server behind a front that speaks Upstash's protocol. */

import { assertEquals, assertRejects } from "@std/assert";
import { openRedis, type Redis } from "../../db/redis.ts";
import { unusedAddress } from "../support/process.ts";
import { startUpstash, type Upstash } from "../support/upstash.ts";

let upstash: Upstash | null = null;

Deno.test.beforeAll(async () => {
  upstash = await startUpstash();
});
Deno.test.afterAll(async () => {
  await upstash?.[Symbol.asyncDispose]();
});

function check(
  name: string,
  run: (redis: Redis, upstash: Upstash) => Promise<void>,
) {
  Deno.test(name, async () => {
    if (!upstash) return;
    await upstash.command("FLUSHALL");
    await run(openRedis(upstash), upstash);
  });
}

check("What is stored comes back as the text that it was", async (redis) => {
  const texts = ["1.10", "1.1", "true", "null", "OK", "", "π\r\n\0", '{"a":1}'];
  for (const text of texts) {
    assertEquals(await redis.set("key", text), "OK");
    assertEquals(await redis.get("key"), text);
  }
  assertEquals(await redis.get("missing"), null);
});

check("Lists, counters and expiry go through the front", async (redis) => {
  await redis.mset({ a: "1", b: "2" });
  assertEquals(await redis.mget("a", "x", "b"), ["1", null, "2"]);
  assertEquals(await redis.incrby("a", 5), 6);
  await redis.set("short", "x", { px: 60_000 });
  assertEquals(await redis.pttl("short") > 50_000, true);
  assertEquals(
    await redis.eval("return {KEYS[1], ARGV[1], 7}", ["k"], ["v"]),
    ["k", "v", 7],
  );
});

check(
  "A pipeline answers command by command, a transaction as one",
  async (redis) => {
    const pipeline = redis.pipeline();
    pipeline.set("a", "x");
    pipeline.incr("a");
    pipeline.get("a");
    const results = await pipeline.exec({ keepErrors: true });
    assertEquals(results.map(({ result }) => result), ["OK", undefined, "x"]);
    assertEquals(typeof results[1]?.error, "string");
    const multi = redis.multi();
    multi.set("b", "1");
    multi.incr("b");
    assertEquals(await multi.exec(), ["OK", 2]);
  },
);

check("Commands sent at once share a request", async (redis, upstash) => {
  const before = upstash.requests;
  await Promise.all(["a", "b", "c"].map((key) => redis.set(key, key)));
  assertEquals(upstash.requests - before, 1);
});

check(
  "A wrong command and a wrong token are errors",
  async (redis, upstash) => {
    await redis.set("text", "x");
    await assertRejects(() => redis.incr("text"), Error, "not an integer");
    const stranger = openRedis({ ...upstash, token: "wrong" });
    await assertRejects(() => stranger.get("text"), Error, "WRONGPASS");
  },
);

check(
  "A Redis that hangs, is broken or away is an error and never a missing key",
  async (redis, upstash) => {
    const { url, token } = upstash;
    try {
      upstash.mood = "broken";
      await assertRejects(() => redis.get("key"));
      upstash.mood = "hanging";
      const usual = openRedis({ url, token });
      await assertRejects(() => usual.get("key"), DOMException);
    } finally {
      upstash.mood = "well";
    }
    const away = openRedis({ url: await unusedAddress(), token: "any" });
    await assertRejects(() => away.get("key"));
    assertEquals(await redis.get("key"), null);
  },
);
