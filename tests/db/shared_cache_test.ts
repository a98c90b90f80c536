/** What instances share: never in anybody's way, however the Redis is. */

import { assertEquals } from "@std/assert";
import { RedisCache } from "../../db/shared_cache.ts";
import { quietLog } from "../support/databases.ts";

/** A Redis that works or not, as the test says, and a clock that it moves. */
function bench() {
  const state = { away: false, asked: 0, nowMs: 0, lines: [] as string[] };
  const kept = new Map<string, string>();
  function answer<T>(value: T): Promise<T> {
    state.asked++;
    return state.away
      ? Promise.reject(new Error("away"))
      : Promise.resolve(value);
  }
  const cache = new RedisCache({
    redis: {
      get: (key: string) => answer(kept.get(key) ?? null),
      set: (key: string, value: string) =>
        answer("OK").then((ok) => {
          kept.set(key, value);
          return ok;
        }),
    } as never,
    clock: () => new Date(state.nowMs),
    log: {
      ...quietLog,
      info: (message) => state.lines.push(message),
      warn: (message) => state.lines.push(message),
    },
  });
  return { state, cache };
}

Deno.test("What one sets another gets; what lasts no time is not sent", async () => {
  const { cache, state } = bench();
  await cache.set("a", "text", 1_000);
  assertEquals(await cache.get("a"), "text");
  await cache.set("b", "text", 0.5);
  assertEquals([await cache.get("b"), state.asked], [null, 3]);
});

Deno.test("A Redis that failed three times is left alone, then tried by one at a time, ever less often, until it is back", async () => {
  const { cache, state } = bench();
  await cache.set("a", "text", 1_000);
  state.away = true;
  for (let i = 0; i < 10; i++) assertEquals(await cache.get("a"), null);
  assertEquals(state.asked, 1 + 3);
  for (const [pauseMs, tries] of [[999, 0], [1, 1], [1_999, 0], [1, 1]]) {
    state.nowMs += pauseMs ?? 0;
    const before = state.asked;
    await Promise.all([cache.get("a"), cache.get("a"), cache.get("a")]);
    assertEquals(state.asked - before, tries);
  }
  state.away = false;
  state.nowMs += 4_000;
  assertEquals(await cache.get("a"), "text");
  assertEquals(await cache.get("a"), "text");
  assertEquals(state.lines, [
    "Redis is away; goes on without it",
    "Redis is back",
  ]);
});
