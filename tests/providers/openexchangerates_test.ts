/** Open Exchange Rates: what is asked, with which header, and what its error words mean. */

import { assertEquals, assertRejects } from "@std/assert";
import { day } from "../../rates/day.ts";
import { ProviderError } from "../../rates/errors.ts";
import { createOpenExchangeRates } from "../../providers/openexchangerates.ts";
import {
  type Answering,
  createBench,
  interactive,
  only,
  respond,
  startUpstream,
} from "../support/upstream.ts";
import { oxrDay } from "../support/vendors.ts";

function start(answer: Answering) {
  const upstream = startUpstream(answer);
  const { door, clock } = createBench();
  const provider = createOpenExchangeRates({
    door,
    clock,
    baseUrl: `${upstream.url}/api`,
    appId: "ID",
  });
  return {
    provider,
    seen: upstream.seen,
    [Symbol.asyncDispose]: () => upstream[Symbol.asyncDispose](),
  };
}

Deno.test("Today is asked of latest.json and a past day of its own file, with the App ID in a header", async () => {
  await using asked = start(() => respond(oxrDay("2024-11-07", {})));
  await asked.provider.fetch(only("2024-11-07"), interactive());
  await asked.provider.fetch(only("2013-12-24"), interactive());
  assertEquals(asked.seen.map(({ target }) => target), [
    "/api/latest.json",
    "/api/historical/2013-12-24.json",
  ]);
  assertEquals(asked.seen[0]?.headers.get("authorization"), "Token ID");
});

Deno.test("The latest rates are of the day of their timestamp", async () => {
  await using asked = start(() =>
    respond(oxrDay("2024-11-06", { AED: "3.672538" }))
  );
  const { observations, covers } = await asked.provider.fetch(
    only("2024-11-07"),
    interactive(),
  );
  assertEquals(observations, [
    { base: "USD", quote: "AED", date: day("2024-11-06"), rate: "3.672538" },
  ]);
  assertEquals(covers, only("2024-11-07"));
});

Deno.test("Historical rates are of the day asked for, whatever their timestamp", async () => {
  await using asked = start(() =>
    respond(oxrDay("2013-12-25", { AED: "3.672538" }))
  );
  const { observations } = await asked.provider.fetch(
    only("2013-12-24"),
    interactive(),
  );
  assertEquals(observations.map(({ date }) => date), [day("2013-12-24")]);
});

Deno.test("A day that the vendor does not have is empty", async () => {
  await using asked = start(() => failing(400, "not_available"));
  assertEquals(
    await asked.provider.fetch(only("1999-01-02"), interactive()),
    { observations: [], covers: only("1999-01-02"), rejected: [] },
  );
});

for (
  const [status, word, fault] of [
    [401, "missing_app_id", "unauthorized"],
    [401, "invalid_app_id", "unauthorized"],
    [401, "app_id_inactive", "unauthorized"],
    [403, "not_allowed", "plan"],
    [429, "not_allowed", "plan"],
    [403, "access_restricted", "rate_limited"],
    [429, "access_restricted", "rate_limited"],
    [200, "access_restricted", "rate_limited"],
    [400, "invalid_base", "refused"],
    [404, "not_found", "refused"],
  ] as const
) {
  Deno.test(`'${word}' with HTTP ${status} is '${fault}'`, async () => {
    await using asked = start(() => failing(status, word));
    const error = await assertRejects(
      () => asked.provider.fetch(only("2024-11-07"), interactive()),
      ProviderError,
    );
    assertEquals(error.fault, fault);
    assertEquals(
      error.message.endsWith(": check OPENEXCHANGERATES_APP_ID"),
      fault === "unauthorized",
    );
    assertEquals(asked.seen.length, 1);
  });
}

Deno.test("Without an App ID nothing is asked, and the missing setting is named", async () => {
  const bench = createBench();
  const provider = createOpenExchangeRates({
    ...bench,
    baseUrl: "http://127.0.0.1:9",
    appId: null,
  });
  assertEquals(provider.facts.missingSetting, "OPENEXCHANGERATES_APP_ID");
  const { fault } = await assertRejects(
    () => provider.fetch(only("2024-11-07"), interactive()),
    ProviderError,
  );
  assertEquals(fault, "not_configured");
  assertEquals(bench.attempts, []);
});

function failing(status: number, message: string): Response {
  const body = { error: true, status, message, description: "…" };
  return respond(JSON.stringify(body), { status });
}
