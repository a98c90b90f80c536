/** Instances that share answers through a real Redis: what one has computed, the others need not. */

import { assertEquals, assertNotEquals } from "@std/assert";
import { openRedis } from "../../db/redis.ts";
import { RedisCache } from "../../db/shared_cache.ts";
import { type Cached, cachedInstance } from "../support/cached.ts";
import { quietLog } from "../support/databases.ts";
import { type Service, startService } from "../support/service.ts";
import { answer } from "../support/stored.ts";
import { bank, NOW } from "../support/upstreams.ts";
import { startUpstash, type Upstash } from "../support/upstash.ts";

let service: Service;
let upstash: Upstash | null = null;
const time = { nowMs: 0 };
const clock = () => new Date(time.nowMs);

Deno.test.beforeAll(async () => {
  upstash = await startUpstash();
  service = await startService({
    providers: [bank()],
    time: () => clock().toISOString(),
  });
});
Deno.test.afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await upstash?.[Symbol.asyncDispose]();
});

const RATE = "/exchange-rate?source=EUR&target=USD&date=2024-10-24";
const SERIES =
  "/currency-rates?source=EUR&symbols=USD,INR,JPY,IDR&date_from=2024-10-12&date_to=2024-10-27&fill=previous";

interface Given {
  readonly upstash: Upstash;
  readonly service: Service;
  instance(edition?: string, timeoutMs?: number): Cached;
}

function check(name: string, run: (given: Given) => Promise<void>) {
  Deno.test(name, async () => {
    if (!upstash) return;
    const redis = upstash;
    time.nowMs = Date.parse(NOW);
    await redis.command("FLUSHALL");
    redis.mood = "well";
    const made: Cached[] = [];
    const instance = (edition = "one", timeoutMs = redis.timeoutMs) => {
      const shared = new RedisCache({
        redis: openRedis({ url: redis.url, token: redis.token, timeoutMs }),
        clock,
        log: quietLog,
      });
      const cached = cachedInstance(service, { clock, shared, edition });
      made.push(cached);
      return cached;
    };
    try {
      await run({ upstash: redis, service, instance });
    } finally {
      redis.mood = "well";
      for (const one of made) await one.settled();
    }
  });
}

/** Asks until the answer is kept: what is learned while asking may change it once. */
async function warm(cached: Cached, path: string): Promise<string> {
  await read(cached, path);
  time.nowMs += 1_000;
  await read(cached, path);
  return await read(cached, path);
}

async function read(cached: Cached, path: string): Promise<string> {
  const text = await (await cached.get(path)).text();
  await cached.settled();
  return text;
}

check(
  "What one instance has computed another has from Redis, small and large",
  async ({ instance }) => {
    const first = instance();
    const second = instance();
    for (const path of [RATE, SERIES]) {
      const text = await warm(first, path);
      const other = await second.get(path);
      assertEquals(await other.text(), text);
      const own = await first.get(path);
      assertEquals(other.headers.get("etag"), own.headers.get("etag"));
      assertEquals(
        other.headers.get("cache-control"),
        own.headers.get("cache-control"),
      );
      await own.body?.cancel();
    }
    assertEquals(second.asked, 0);
  },
);

check(
  "An answer that is newer than what an instance knows is taken once it has read on",
  async ({ instance, service }) => {
    const late = instance();
    await read(late, RATE);
    const save = (text: string) =>
      service.storage.rates.save("bank", answer(text), clock());
    await save("EUR/USD 2024-03-01 1.02");
    const other = RATE.replace("USD", "INR");
    const text = await warm(instance(), other);
    // Within its second: it reads on for nobody.
    time.nowMs -= 1_000;
    const { asked } = late;
    assertEquals(await read(late, other), text);
    assertEquals(late.asked, asked);
  },
);

check(
  "What has changed since is not taken from Redis, what has not is",
  async ({ instance, service }) => {
    const first = instance();
    const text = await warm(first, RATE);
    const save = (text: string) =>
      service.storage.rates.save("bank", answer(text), clock());
    await save("EUR/USD 2024-03-01 1.01");
    const second = instance();
    assertEquals(await read(second, RATE), text);
    assertEquals(second.asked, 0);
    await save("EUR/USD 2024-10-24 1.9");
    const third = instance();
    assertNotEquals(await read(third, RATE), text);
    assertEquals(third.asked, 1);
    await save("EUR/USD 2024-10-24 1.0780");
  },
);

check(
  "Answers of another program, other settings or another database are not ours",
  async ({ instance }) => {
    await warm(instance("one"), RATE);
    const other = instance("two");
    await read(other, RATE);
    assertEquals(other.asked, 1);
  },
);

check(
  "What is no answer at all is not taken for one",
  async ({ instance, upstash }) => {
    await warm(instance(), RATE);
    const keys = await upstash.command("KEYS", "*");
    const [key] = Array.isArray(keys) ? keys : [];
    if (!(key instanceof Uint8Array)) throw new Error("Nothing is shared");
    const name = new TextDecoder().decode(key);
    for (const text of ["", "{", "[]", '{"position":"1:1:"}', '"text"']) {
      await upstash.command("SET", name, text);
      const other = instance();
      assertEquals((await other.get(RATE)).status, 200, text);
      await other.settled();
      assertEquals(other.asked, 1, text);
    }
  },
);

check("Nobody notices that Redis is broken", async ({ instance, upstash }) => {
  const first = instance();
  const text = await warm(first, RATE);
  upstash.mood = "broken";
  const second = instance();
  assertEquals(await read(second, RATE), text);
  assertEquals(await read(second, RATE), text);
  assertEquals(second.asked, 1);
});

check(
  "A Redis that hangs is waited for once in a while only",
  async ({ instance, upstash }) => {
    upstash.mood = "hanging";
    const cached = instance("one", 100);
    for (let amount = 1; amount <= 5; amount++) {
      const path =
        `/convert?source=EUR&target=USD&amount=${amount}&date=2024-10-24`;
      assertEquals((await cached.get(path)).status, 200);
    }
    await cached.settled();
    // Three that were waited for, whether reading or writing; more may have been under way with them.
    const { requests } = upstash;
    for (let amount = 6; amount <= 9; amount++) {
      const path =
        `/convert?source=EUR&target=USD&amount=${amount}&date=2024-10-24`;
      assertEquals((await cached.get(path)).status, 200);
    }
    await cached.settled();
    assertEquals(upstash.requests, requests);
  },
);
