/** The door: deadlines, retries, rests and bounds, against real servers. */

import { assertEquals, assertRejects } from "@std/assert";
import { ProviderError, type ProviderFault } from "../../rates/errors.ts";
import type { Line, Question } from "../../providers/http.ts";
import {
  type Answering,
  type Bench,
  createBench,
  deadAddress,
  endless,
  interactive,
  respond,
  startBreakingUpstream,
  startUpstream,
} from "../support/upstream.ts";

const GOOD = () => respond(`{"good":true}`);

function question(url: string, change: Partial<Question> = {}): Question {
  return {
    ...interactive(),
    url: `${url}/data?key=SECRET`,
    kind: "json",
    maxBytes: 100_000,
    ...change,
  };
}

function ask(line: Line, url: string, change: Partial<Question> = {}) {
  return line.ask(question(url, change), ({ text }) => text);
}

async function fails(
  asking: Promise<unknown>,
  fault: ProviderFault,
): Promise<ProviderError> {
  const error = await assertRejects(() => asking, ProviderError);
  assertEquals(error.fault, fault, error.message);
  return error;
}

/** Lets everything run that is ready to run. */
function turnOfTheLoop(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

/** A test with an upstream, a bench and a line of the provider `x`. */
function check(
  name: string,
  answer: Answering,
  run: (
    given: { url: string; asked: () => number; bench: Bench; line: Line },
  ) => Promise<void>,
) {
  Deno.test(name, async () => {
    await using upstream = startUpstream(answer);
    const bench = createBench();
    const line = bench.door.line("x", {
      timeoutMs: 2_000,
      keySetting: "X_KEY",
    });
    await run({
      url: upstream.url,
      asked: () => upstream.seen.length,
      bench,
      line,
    });
  });
}

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
      assertEquals(line.health().breaker, "closed");
    },
  );
}

check(
  "A refused key is answered with the setting to check",
  () => respond("{}", { status: 401 }),
  async ({ url, line }) => {
    const { message } = await fails(ask(line, url), "unauthorized");
    assertEquals(message, "Answered HTTP 401: check X_KEY");
  },
);

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
    await assertRejects(() =>
      ask(line, url, { signal: AbortSignal.timeout(50) })
    );
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

check(
  "An upstream that stays silent is given up at the deadline",
  () => null,
  async ({ url, line }) => {
    const error = await fails(
      ask(line, url, { timeoutMs: 50, attempts: 1 }),
      "timeout",
    );
    assertEquals(error.message, "No full answer within 0.05 s");
  },
);

check(
  "A caller who leaves ends the request with the caller's reason",
  () => null,
  async ({ url, bench, line }) => {
    const leaving = new AbortController();
    const asking = ask(line, url, { signal: leaving.signal });
    queueMicrotask(() => leaving.abort(new RangeError("left")));
    await assertRejects(() => asking, RangeError, "left");
    assertEquals(line.health().failures, 0);
    assertEquals(bench.lines, []);
  },
);

Deno.test("An upstream that cannot be reached is unreachable, and is asked again", async () => {
  const bench = createBench();
  const line = bench.door.line("x");
  const error = await fails(ask(line, deadAddress()), "unreachable");
  assertEquals(error.message, "No connection");
  assertEquals(line.health().requests, 2);
});

Deno.test("A body that breaks off is unreachable, not data", async () => {
  await using upstream = startBreakingUpstream(`{"good":`);
  const line = createBench().door.line("x");
  const asking = ask(line, upstream.url, { attempts: 1 });
  const error = await fails(asking, "unreachable");
  assertEquals(error.message, "The answer broke off");
});

check(
  "A body without end is cut at its bound",
  () => endless(),
  async ({ url, line }) => {
    await fails(ask(line, url, { attempts: 1 }), "too_large");
  },
);

check(
  "HTML in place of data is an invalid answer",
  () => respond("<html>", { type: "text/html; charset=utf-8" }),
  async ({ url, line }) => {
    const error = await fails(ask(line, url), "invalid_answer");
    assertEquals(error.message, "Answered text/html in place of json");
  },
);

Deno.test("No more requests are under way at a time than the line allows", async () => {
  let under = 0;
  let most = 0;
  await using upstream = startUpstream(async () => {
    most = Math.max(most, ++under);
    await turnOfTheLoop();
    under--;
    return GOOD();
  });
  const line = createBench().door.line("x", { concurrency: 3 });
  await Promise.all(Array.from({ length: 12 }, () => ask(line, upstream.url)));
  assertEquals(most, 3);
});

check(
  "A caller who leaves while waiting for a turn need not wait for it",
  () => null,
  async ({ url, bench }) => {
    const line = bench.door.line("x", { concurrency: 1 });
    const [first, second] = [new AbortController(), new AbortController()];
    const holding = ask(line, url, { signal: first.signal });
    const waiting = ask(line, url, { signal: second.signal });
    second.abort(new RangeError("left"));
    await assertRejects(() => waiting, RangeError, "left");
    first.abort(new RangeError("left too"));
    await assertRejects(() => holding, RangeError, "left too");
  },
);

check(
  "Neither the query nor a header reaches the log, the message or the health",
  () => respond("SECRET body", { status: 500 }),
  async ({ url, bench, line }) => {
    const headers = { authorization: "Bearer SECRET" };
    const errors = [
      await fails(ask(line, url, { headers, attempts: 1 }), "server_error"),
      await fails(
        ask(line, deadAddress(), { headers, attempts: 1 }),
        "unreachable",
      ),
      await fails(
        ask(line, url, { headers: { a: "SECRET\nx" }, attempts: 1 }),
        "not_configured",
      ),
    ];
    const said = JSON.stringify([
      errors.map(({ message, cause }) => [message, Deno.inspect(cause)]),
      bench.lines,
      line.health(),
    ]);
    assertEquals(said.includes("SECRET"), false, said);
    assertEquals(bench.lines[0]?.values.path, "/data");
  },
);
