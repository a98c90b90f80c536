/** Limits of what one asker may ask, at the outermost door of the service. */

import { assertEquals, assertMatch } from "@std/assert";
import { createClients } from "../../routes/client_address.ts";
import { type LimitDeps, limitReads } from "../../routes/limit_reads.ts";
import { Tallies } from "../../rates/tallies.ts";
import { silent } from "../support/world.ts";

const RATE = "/exchange-rate?source=USD&target=EUR";
const YEAR =
  "/currency-rates?source=USD&symbols=INR,EUR&date_from=2023-01-01&date_to=2023-12-31";

function setUp(options: Partial<LimitDeps> = {}) {
  const time = { ms: Date.parse("2024-10-30T12:00:00Z") };
  const clock = () => new Date(time.ms);
  let handled = 0;
  const limited = limitReads({
    ...createClients({
      trusted: [],
      header: "x-forwarded-for",
      log: silent,
    }),
    tokenOf: () => null,
    onRefused() {},
    tallies: new Tallies({ clock, seconds: 60, maxKeys: 100 }),
    clock,
    limits: { address: 10, token: 0 },
    ...options,
  }, (request, _info, told) => {
    handled++;
    const response = new Response("answer", { headers: told });
    return request.url.includes("late") ? Promise.resolve(response) : response;
  });
  return {
    time,
    handled: () => handled,
    async ask(
      path: string,
      { from = "192.0.2.7", headers = {} }: {
        from?: string;
        headers?: Record<string, string>;
      } = {},
    ) {
      const response = await limited(
        new Request(`http://localhost${path}`, { headers }),
        { remoteAddr: { hostname: from } },
      );
      return { status: response.status, response, body: await response.text() };
    },
  };
}

Deno.test("Every answer says what is left, by the IETF's fields", async () => {
  const { ask, time } = setUp();
  await ask(RATE);
  time.ms += 20_500;
  for (const path of [RATE, `${RATE}&late`]) {
    const { response } = await ask(path);
    assertEquals(
      response.headers.get("ratelimit-policy"),
      '"address";q=10;w=60',
    );
    assertMatch(
      response.headers.get("ratelimit") ?? "",
      /^"address";r=[78];t=40$/,
    );
  }
});

Deno.test("Whoever has spent it all is told when to come again, without any work", async () => {
  const { ask, time, handled } = setUp();
  for (let i = 0; i < 10; i++) assertEquals((await ask(RATE)).status, 200);
  time.ms += 15_000;
  const { status, response, body } = await ask(RATE);
  const problem = JSON.parse(body);
  assertEquals(
    [status, handled(), problem.code, problem.status],
    [429, 10, "too_many_requests", 429],
  );
  const { headers } = response;
  assertEquals(headers.get("retry-after"), "45");
  assertEquals(headers.get("ratelimit"), '"address";r=0;t=45');
  assertEquals(headers.get("content-type"), "application/problem+json");
  assertEquals(headers.get("cache-control"), "no-store");
  assertEquals(headers.get("access-control-allow-origin"), "*");
  assertEquals(headers.get("x-request-id"), problem.request_id);
  time.ms += 45_000;
  assertEquals((await ask(RATE)).status, 200);
});

Deno.test("A series costs more than a rate, and what does not fit costs nothing", async () => {
  const { ask } = setUp();
  const left = async (path: string) =>
    (await ask(path)).response.headers.get("ratelimit");
  assertEquals(await left(YEAR), '"address";r=7;t=60');
  assertEquals(await left(YEAR), '"address";r=4;t=60');
  assertEquals(await left(YEAR), '"address";r=1;t=60');
  assertEquals((await ask(YEAR)).status, 429);
  assertEquals(await left(RATE), '"address";r=0;t=60');
});

Deno.test("The heaviest question can be asked once in a window", async () => {
  const { ask } = setUp();
  const all =
    "/currency-rates?source=USD&date_from=2000-01-01&date_to=2024-12-31";
  assertEquals((await ask(all)).status, 200);
  assertEquals((await ask(all)).status, 429);
});

Deno.test("Each address has its own, and a /64 of IPv6 has one together", async () => {
  const { ask } = setUp({ limits: { address: 1, token: 0 } });
  const status = async (from: string) => (await ask(RATE, { from })).status;
  assertEquals(await status("192.0.2.7"), 200);
  assertEquals(await status("192.0.2.7"), 429);
  assertEquals(await status("192.0.2.8"), 200);
  assertEquals(await status("2001:db8:0:1::a"), 200);
  assertEquals(await status("2001:db8:0:1:ffff::b"), 429);
  assertEquals(await status("2001:db8:0:2::a"), 200);
});

Deno.test("A token that is known has a limit of its own; invented ones are worth nothing", async () => {
  const { ask } = setUp({
    limits: { address: 2, token: 5 },
    tokenOf: ({ headers }) =>
      headers.get("authorization") === "Bearer good" ? "17" : null,
  });
  const status = async (secret: string) => {
    const headers = { authorization: `Bearer ${secret}` };
    return (await ask(RATE, { headers })).status;
  };
  for (let i = 0; i < 5; i++) assertEquals(await status("good"), 200);
  assertEquals(await status("good"), 429);
  assertEquals(await status("invented-1"), 200);
  assertEquals(await status("invented-2"), 200);
  assertEquals(await status("invented-3"), 429);
});

Deno.test("Health, metrics and the admin's files are free and say nothing of limits", async () => {
  const { ask } = setUp({ limits: { address: 1, token: 0 } });
  for (let i = 0; i < 3; i++) {
    for (const path of ["/healthz", "/readyz", "/metrics", "/admin/x.js"]) {
      const { status, response } = await ask(path);
      assertEquals([status, response.headers.get("ratelimit")], [200, null]);
    }
  }
});

Deno.test("A limit of 0 is none", async () => {
  const { ask } = setUp({ limits: { address: 0, token: 0 } });
  for (let i = 0; i < 30; i++) {
    const { status, response } = await ask(RATE);
    assertEquals([status, response.headers.get("ratelimit")], [200, null]);
  }
});
