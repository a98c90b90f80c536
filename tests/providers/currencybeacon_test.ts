/** CurrencyBeacon: what is asked, with which header, and what its odd answers mean. */

import { assertEquals, assertRejects } from "@std/assert";
import { day } from "../../rates/day.ts";
import { ProviderError } from "../../rates/errors.ts";
import { createCurrencyBeacon } from "../../providers/currencybeacon.ts";
import {
  type Answering,
  createBench,
  interactive,
  only,
  respond,
  startUpstream,
} from "../support/upstream.ts";
import { beaconDay } from "../support/vendors.ts";

const WEEK = { from: day("2024-10-21"), to: day("2024-10-27") };

function start(answer: Answering, settings: { timeSeries?: boolean } = {}) {
  const upstream = startUpstream(answer);
  const { door, clock, pass } = createBench();
  const provider = createCurrencyBeacon({
    door,
    clock,
    baseUrl: upstream.url,
    apiKey: "KEY",
    ...settings,
  });
  return {
    provider,
    pass,
    seen: upstream.seen,
    [Symbol.asyncDispose]: () => upstream[Symbol.asyncDispose](),
  };
}

Deno.test("Today is asked of /latest and a past day of /historical, with the key in a header", async () => {
  await using asked = start(() =>
    respond(beaconDay("2024-11-07T11:59:00Z", { GBP: "0.77" }))
  );
  await asked.provider.fetch(only("2024-11-07"), interactive());
  await asked.provider.fetch(only("2024-03-08"), interactive());
  assertEquals(asked.seen.map(({ target }) => target), [
    "/latest?base=USD",
    "/historical?base=USD&date=2024-03-08",
  ]);
  assertEquals(asked.seen[0]?.headers.get("authorization"), "Bearer KEY");
});

Deno.test("An instant in place of a day is its day", async () => {
  await using asked = start(() =>
    respond(beaconDay("2024-11-07T11:59:00Z", { GBP: "0.77070001" }))
  );
  const { observations } = await asked.provider.fetch(
    only("2024-11-07"),
    interactive(),
  );
  assertEquals(observations, [
    { base: "USD", quote: "GBP", date: day("2024-11-07"), rate: "0.77070001" },
  ]);
});

Deno.test("Rates of another day are stored under that day, and the day asked for is empty", async () => {
  await using asked = start(() =>
    respond(beaconDay("2024-03-07", { GBP: "0.77" }))
  );
  const { observations, covers } = await asked.provider.fetch(
    only("2024-03-08"),
    interactive(),
  );
  assertEquals(observations.map(({ date }) => date), [day("2024-03-07")]);
  assertEquals(covers, only("2024-03-08"));
});

Deno.test("An empty list in place of rates is a day without rates", async () => {
  await using asked = start(() =>
    respond(
      `{"meta":{"code":200},"response":{"date":"2021-02-28","base":"USD","rates":[]}}`,
    )
  );
  assertEquals(
    await asked.provider.fetch(only("2021-02-28"), interactive()),
    { observations: [], covers: only("2021-02-28"), rejected: [] },
  );
});

for (
  const [code, fault, message] of [
    [401, "unauthorized", "Answered code 401: check CURRENCYBEACON_API_KEY"],
    [601, "unauthorized", "Answered code 601: check CURRENCYBEACON_API_KEY"],
    [603, "plan", "Answered code 603: the plan does not include this request"],
    [602, "refused", "Answered code 602"],
    [422, "refused", "Answered code 422"],
    [429, "rate_limited", "Answered code 429"],
    [600, "server_error", "Answered code 600"],
  ] as const
) {
  Deno.test(`Code ${code} inside HTTP 200 is '${fault}'`, async () => {
    await using asked = start(() =>
      respond(`{"meta":{"code":${code},"error_detail":"x"},"response":[]}`)
    );
    const error = await assertRejects(
      () =>
        asked.provider.fetch(only("2024-03-08"), interactive({ attempts: 1 })),
      ProviderError,
    );
    assertEquals([error.fault, error.message], [fault, message]);
  });
}

Deno.test("A plan with time series covers a range in one request", async () => {
  await using asked = start(() =>
    respond(
      `{"meta":{"code":200},"response":{"2024-10-22":{"EUR":0.92574290,"RON":null},"2024-10-23":{"EUR":0.92704996}}}`,
    ), { timeSeries: true });
  const { observations, covers, rejected } = await asked.provider.fetch(
    WEEK,
    interactive(),
  );
  assertEquals(asked.provider.facts.maxRangeDays, 365);
  assertEquals(
    asked.seen.map(({ target }) => target),
    ["/timeseries?base=USD&start_date=2024-10-21&end_date=2024-10-27"],
  );
  assertEquals(observations.map(({ date, rate }) => `${date} ${rate}`), [
    "2024-10-22 0.92574290",
    "2024-10-23 0.92704996",
  ]);
  assertEquals(covers, WEEK);
  assertEquals(rejected.map(({ row }) => row), ["2024-10-22 RON = null"]);
});

Deno.test("A plan that refuses time series is not asked for one again, but for days", async () => {
  await using asked = start(
    (request) =>
      request.url.includes("timeseries")
        ? respond("{}", { status: 403 })
        : respond(beaconDay("2024-10-21", { EUR: "0.92" })),
    { timeSeries: true },
  );
  for (let i = 0; i < 2; i++) {
    const { fault, message } = await assertRejects(
      () => asked.provider.fetch(WEEK, interactive()),
      ProviderError,
    );
    assertEquals(fault, "plan");
    assertEquals(
      message,
      "The plan has no time series: set CURRENCYBEACON_TIME_SERIES=off",
    );
  }
  await asked.provider.fetch(only("2024-10-21"), interactive());
  assertEquals(asked.seen.length, 2);
});

Deno.test("After a plan has refused time series it is planned with a day a request, for a day or until a reset", async () => {
  await using asked = start(() => respond("{}", { status: 403 }), {
    timeSeries: true,
  });
  const { provider, pass } = asked;
  const refuse = () =>
    assertRejects(() => provider.fetch(WEEK, interactive()), ProviderError);
  assertEquals(provider.facts.maxRangeDays, 365);
  await refuse();
  assertEquals(provider.facts.maxRangeDays, 1);
  pass(86_399_000);
  assertEquals(provider.facts.maxRangeDays, 1);
  pass(1_000);
  assertEquals(provider.facts.maxRangeDays, 365);
  await refuse();
  assertEquals([provider.facts.maxRangeDays, asked.seen.length], [1, 2]);
  provider.reset();
  assertEquals(provider.facts.maxRangeDays, 365);
});

Deno.test("Without a key nothing is asked, and the missing setting is named", async () => {
  const bench = createBench();
  const provider = createCurrencyBeacon({
    ...bench,
    baseUrl: "http://127.0.0.1:9",
    apiKey: null,
  });
  assertEquals(provider.facts.missingSetting, "CURRENCYBEACON_API_KEY");
  const { fault } = await assertRejects(
    () => provider.fetch(only("2024-03-08"), interactive()),
    ProviderError,
  );
  assertEquals(fault, "not_configured");
  assertEquals(bench.attempts, []);
});
