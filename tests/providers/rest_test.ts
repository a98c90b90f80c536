/** The door: when it asks again, and when it leaves an upstream alone. */

import { assertEquals, assertRejects } from "@std/assert";
import { retryAfterSeconds } from "../../providers/waits.ts";
import { ask, check, fails, GOOD, turnOfTheLoop } from "../support/asking.ts";
import { respond } from "../support/upstream.ts";

check(
  "A server error is asked again after a jittered back-off",
  (_, count) => count < 3 ? respond("", { status: 503 }) : GOOD(),
  async ({ url, bench, line }) => {
    assertEquals(await ask(line, url, { attempts: 3 }), `{"good":true}`);
    assertEquals(bench.sleeps, [188, 375]);
    assertEquals(bench.attempts, [["x", false], ["x", false], ["x", true]]);
  },
);

check(
  "No more attempts are made than were allowed",
  () => respond("", { status: 500 }),
  async ({ url, asked, line }) => {
    await fails(ask(line, url, { attempts: 2 }), "server_error");
    assertEquals(asked(), 2);
  },
);

for (
  const [status, fault] of [
    [401, "unauthorized"],
    [403, "plan"],
    [404, "refused"],
    [422, "refused"],
  ] as const
) {
  check(
    `HTTP ${status} is ${fault} and is not asked again`,
    () => respond("{}", { status }),
    async ({ url, asked, line }) => {
      await fails(ask(line, url, { attempts: 5 }), fault);
      assertEquals(asked(), 1);
      const rests = status < 404;
      assertEquals(line.health().breaker, rests ? "open" : "closed");
    },
  );
}

check(
  "A 429 with Retry-After is not asked again before that time",
  (_, count) =>
    count === 1
      ? respond("", { status: 429, headers: { "retry-after": "120" } })
      : GOOD(),
  async ({ url, asked, bench, line }) => {
    const first = await fails(ask(line, url), "rate_limited");
    assertEquals(first.info.retryAfterSeconds, 120);
    assertEquals(
      line.health().restingUntil?.toISOString(),
      "2024-11-07T12:02:00.000Z",
    );
    bench.pass(115_000);
    const second = await fails(ask(line, url), "resting");
    assertEquals(second.info.retryAfterSeconds, 5);
    assertEquals(asked(), 1);
    bench.pass(5_000);
    await ask(line, url);
    assertEquals(line.health().breaker, "closed");
  },
);

check(
  "A Retry-After as an HTTP date means that time",
  () =>
    respond("", {
      status: 429,
      headers: { "retry-after": "Thu, 07 Nov 2024 12:10:00 GMT" },
    }),
  async ({ url, line }) => {
    const error = await fails(ask(line, url), "rate_limited");
    assertEquals(error.info.retryAfterSeconds, 600);
  },
);

check(
  "A short Retry-After is waited for, to the second",
  (_, count) =>
    count === 1
      ? respond("", { status: 429, headers: { "retry-after": "1" } })
      : GOOD(),
  async ({ url, bench, line }) => {
    await ask(line, url);
    assertEquals(bench.sleeps, [1_010]);
  },
);

check(
  "A 429 without Retry-After rests for a minute, then two, at most an hour",
  () => respond("", { status: 429 }),
  async ({ url, asked, bench, line }) => {
    const rests: (number | undefined)[] = [];
    for (let i = 0; i < 8; i++) {
      const error = await fails(ask(line, url), "rate_limited");
      rests.push(error.info.retryAfterSeconds);
      bench.pass((error.info.retryAfterSeconds ?? 0) * 1000);
    }
    assertEquals(rests, [60, 120, 240, 480, 960, 1920, 3600, 3600]);
    assertEquals(asked(), 8);
  },
);

check(
  "Of two pauses that were asked for at the same time the longer one holds",
  (_, count) =>
    respond("", {
      status: 429,
      headers: { "retry-after": count === 1 ? "60" : "600" },
    }),
  async ({ url, asked, line }) => {
    await Promise.allSettled([ask(line, url), ask(line, url)]);
    assertEquals(asked(), 2);
    const { info } = await fails(ask(line, url), "resting");
    assertEquals(info.retryAfterSeconds, 600);
  },
);

check(
  "Five failures in a row open the breaker, and one trial after its rest closes it",
  (_, count) => count <= 5 ? respond("", { status: 500 }) : GOOD(),
  async ({ url, asked, bench, line }) => {
    await fails(ask(line, url, { attempts: 5 }), "server_error");
    assertEquals(line.health().breaker, "open");
    await fails(ask(line, url), "resting");
    assertEquals(asked(), 5);
    bench.pass(30_000);
    assertEquals(line.health().breaker, "half-open");
    await ask(line, url);
    assertEquals(line.health().breaker, "closed");
  },
);

check(
  "A failed trial rests twice as long, and only one request makes it",
  () => respond("", { status: 500 }),
  async ({ url, asked, bench, line }) => {
    await fails(ask(line, url, { attempts: 5 }), "server_error");
    bench.pass(30_000);
    const outcomes = await Promise.allSettled([
      ask(line, url, { attempts: 1 }),
      ask(line, url, { attempts: 1 }),
    ]);
    assertEquals(
      outcomes.map((o) => o.status === "rejected" && o.reason.fault),
      ["server_error", "resting"],
    );
    assertEquals(asked(), 6);
    assertEquals(
      line.health().restingUntil?.getTime(),
      bench.clock().getTime() + 60_000,
    );
  },
);

check(
  "A caller who leaves during the trial leaves it to the next one",
  (_, count) =>
    count <= 5 ? respond("", { status: 500 }) : count === 6 ? null : GOOD(),
  async ({ url, bench, line }) => {
    await fails(ask(line, url, { attempts: 5 }), "server_error");
    bench.pass(30_000);
    const leaving = new AbortController();
    const asking = ask(line, url, { signal: leaving.signal });
    setTimeout(() => leaving.abort(new RangeError("left")), 50);
    await assertRejects(() => asking, RangeError, "left");
    await turnOfTheLoop();
    assertEquals(line.health().breaker, "half-open");
    await ask(line, url);
  },
);

check(
  "A reset lets the next question through at once",
  (_, count) => count === 1 ? respond("", { status: 429 }) : GOOD(),
  async ({ url, line }) => {
    await fails(ask(line, url), "rate_limited");
    line.reset();
    await ask(line, url);
    assertEquals(line.health().lastFailure, null);
  },
);

Deno.test("A Retry-After in the past is now, one beyond a day is a day, and one that says nothing is none", () => {
  const now = new Date("2024-11-07T12:00:00Z");
  const read = (header: string | null) => retryAfterSeconds(header, now);
  assertEquals(read("Thu, 07 Nov 2024 11:00:00 GMT"), 0);
  assertEquals(read("99999999"), 86_400);
  assertEquals([read(null), read("soon"), read("-5")], [null, null, null]);
});

check(
  "A refused key is not tried again for ten minutes, then twenty, at most an hour, until a reset",
  () => respond("{}", { status: 401 }),
  async ({ url, asked, bench, line }) => {
    const rests: (number | undefined)[] = [];
    for (let i = 0; i < 4; i++) {
      const error = await fails(ask(line, url), "unauthorized");
      rests.push(error.info.retryAfterSeconds);
      const resting = await fails(ask(line, url), "resting");
      assertEquals(resting.message.endsWith("after a refused key"), true);
      bench.pass((error.info.retryAfterSeconds ?? 0) * 1_000);
    }
    assertEquals([rests, asked()], [[600, 1_200, 2_400, 3_600], 4]);
    await fails(ask(line, url), "unauthorized");
    line.reset();
    await fails(ask(line, url), "unauthorized");
    assertEquals(asked(), 6);
  },
);

check(
  "An extra that the plan lacks does not keep other questions waiting",
  (_, count) => count === 1 ? respond("{}", { status: 403 }) : GOOD(),
  async ({ url, line }) => {
    await fails(ask(line, url, { extra: true }), "plan");
    assertEquals(await ask(line, url), `{"good":true}`);
  },
);
