/** Tokens that limits know of. */

import { assertEquals } from "@std/assert";
import type { ApiToken } from "../../rates/ports.ts";
import { createKnownTokens } from "../../routes/known_tokens.ts";

const TOKEN: ApiToken = {
  id: 17,
  name: "shop",
  scopes: ["read"],
  createdBy: "ada",
  createdAt: new Date(0),
  expiresAt: null,
  lastUsedAt: null,
  revokedAt: null,
};

function setUp() {
  const time = { ms: 1_000_000 };
  const looked: string[] = [];
  const work: Promise<void>[] = [];
  const away = { now: false };
  const good = new Set(["myc_good"]);
  const tokenOf = createKnownTokens({
    tokens: {
      find(secret) {
        looked.push(secret);
        if (away.now) return Promise.reject(new Error("No connection"));
        return Promise.resolve(good.has(secret) ? TOKEN : null);
      },
    },
    clock: () => new Date(time.ms),
    background: (one) => work.push(one),
  });
  return {
    time,
    looked,
    away,
    good,
    done: () => Promise.all(work),
    ask: (authorization?: string) =>
      tokenOf(
        new Request("http://localhost/", {
          headers: authorization === undefined ? {} : { authorization },
        }),
      ),
  };
}

Deno.test("A token counts once it is known to be good, and is looked up once a minute", async () => {
  const { ask, done, looked, time } = setUp();
  assertEquals(ask("Bearer myc_good"), null);
  await done();
  assertEquals([ask("Bearer myc_good"), ask("bearer  myc_good")], ["17", "17"]);
  assertEquals(looked.length, 1);
  time.ms += 60_000;
  assertEquals(ask("Bearer myc_good"), "17");
  await done();
  assertEquals(looked.length, 2);
});

Deno.test("A revoked token counts for a minute at most", async () => {
  const { ask, done, good, time } = setUp();
  ask("Bearer myc_good");
  await done();
  good.clear();
  time.ms += 60_000;
  ask("Bearer myc_good");
  await done();
  assertEquals(ask("Bearer myc_good"), null);
});

Deno.test("While the database is away what is known of a token holds, and it is left alone for a minute", async () => {
  const { ask, done, away, looked, time } = setUp();
  ask("Bearer myc_good");
  await done();
  time.ms += 60_000;
  away.now = true;
  for (let i = 0; i < 3; i++) {
    assertEquals(ask("Bearer myc_good"), "17");
    await done();
  }
  assertEquals(looked.length, 2);
});

Deno.test("Invented tokens count for nothing, and few of them are looked up at a time", async () => {
  const { ask, done, looked } = setUp();
  for (let i = 0; i < 100; i++) assertEquals(ask(`Bearer myc_${i}`), null);
  assertEquals(looked.length, 4);
  await done();
  assertEquals(ask("Bearer myc_0"), null);
  assertEquals(looked.length, 4);
});

Deno.test("Without a bearer nothing is looked up", () => {
  const { ask, looked } = setUp();
  for (
    const header of [undefined, "", "Basic myc_good", "Bearer", "Bearer a b"]
  ) {
    assertEquals(ask(header), null);
  }
  assertEquals(ask(`Bearer ${"x".repeat(300)}`), null);
  assertEquals(looked, []);
});
