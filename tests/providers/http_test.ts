/** The door: deadlines and bounds, against real servers. */

import { assertEquals, assertRejects } from "@std/assert";
import { ask, check, fails, GOOD, turnOfTheLoop } from "../support/asking.ts";
import {
  createBench,
  deadAddress,
  endless,
  respond,
  startBreakingUpstream,
  startUpstream,
} from "../support/upstream.ts";

check(
  "A refused key is answered with the setting to check",
  () => respond("{}", { status: 401 }),
  async ({ url, line }) => {
    const { message } = await fails(ask(line, url), "unauthorized");
    assertEquals(message, "Answered HTTP 401: check X_KEY");
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

check(
  "A question whose deadline passes fails as a timeout, which counts as a failure of the upstream",
  () => null,
  async ({ url, bench, line }) => {
    const deadline = AbortSignal.timeout(20);
    // The deadline's own timer keeps no process alive.
    const timer = setTimeout(() => {}, 1_000);
    const error = await fails(ask(line, url, { signal: deadline }), "timeout");
    clearTimeout(timer);
    await turnOfTheLoop();
    assertEquals(error.message, "Did not answer in time");
    assertEquals(line.health().failures, 1);
    assertEquals(line.health().lastFailure?.fault, "timeout");
    assertEquals(bench.attempts, [["x", false]]);
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
