/** Frankfurter: what is asked, and which of its rows count. */

import { assertEquals, assertRejects } from "@std/assert";
import { day } from "../../rates/day.ts";
import { ProviderError } from "../../rates/errors.ts";
import { createFrankfurter } from "../../providers/frankfurter.ts";
import {
  type Answering,
  createBench,
  interactive,
  respond,
  startUpstream,
} from "../support/upstream.ts";

const WEEKEND = { from: day("2024-11-02"), to: day("2024-11-03") };
const WEEK = { from: day("2024-11-02"), to: day("2024-11-08") };

function start(answer: Answering) {
  const upstream = startUpstream(answer);
  const { door, clock } = createBench();
  return {
    provider: createFrankfurter({ door, clock, baseUrl: `${upstream.url}/v2` }),
    seen: upstream.seen,
    [Symbol.asyncDispose]: () => upstream[Symbol.asyncDispose](),
  };
}

Deno.test("A range is one request; rows before it, of a base against itself and of the future are left out", async () => {
  await using asked = start(() =>
    respond(`[
      {"date":"2024-11-01","base":"EUR","quote":"USD","rate":1.0882},
      {"date":"2024-11-04","base":"EUR","quote":"EUR","rate":1.0},
      {"date":"2024-11-04","base":"EUR","quote":"USD","rate":1.0890},
      {"date":"2024-11-08","base":"EUR","quote":"USD","rate":1.0777}
    ]`)
  );
  const { observations, covers, rejected } = await asked.provider.fetch(
    WEEK,
    interactive(),
  );
  assertEquals(
    asked.seen.map(({ target }) => target),
    ["/v2/rates?from=2024-11-02&to=2024-11-08&base=EUR"],
  );
  assertEquals(observations, [
    { base: "EUR", quote: "USD", date: day("2024-11-04"), rate: "1.0890" },
  ]);
  assertEquals(covers, { from: WEEK.from, to: day("2024-11-07") });
  assertEquals(rejected, [
    { row: "2024-11-08 USD = 1.0777", reason: "The day lies in the future" },
  ]);
});

for (
  const [what, answer] of [
    ["An empty list", () => respond("[]")],
    [
      "Its 404",
      () => respond(`{"status":404,"message":"not found"}`, { status: 404 }),
    ],
  ] as const
) {
  Deno.test(`${what} means that nothing was published`, async () => {
    await using asked = start(answer);
    assertEquals(
      await asked.provider.fetch(WEEKEND, interactive()),
      { observations: [], covers: WEEKEND, rejected: [] },
    );
  });
}

Deno.test("A 404 that is not its own proves nothing", async () => {
  await using asked = start(() =>
    respond("<html>", { status: 404, type: "text/html" })
  );
  const { fault } = await assertRejects(
    () => asked.provider.fetch(WEEKEND, interactive()),
    ProviderError,
  );
  assertEquals(fault, "invalid_answer");
});
