/** Providers in words: every state says what it is, why, and what to do, and the order is one sentence. */

import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import type { Provider, Trial } from "../../admin-ui/src/api/client.ts";
import { localFailure } from "../../admin-ui/src/api/failure.ts";
import { orderWords } from "../../admin-ui/src/providers/order_words.ts";
import { stateWords } from "../../admin-ui/src/providers/state_words.ts";
import { trialWords } from "../../admin-ui/src/providers/trial_words.ts";
import { serviceWords } from "../../admin-ui/src/shell/service_words.ts";

const READER = {
  now: new Date("2026-11-20T15:00:00Z"),
  locale: "en-GB",
  timeZone: "UTC",
};

const ECB: Provider = {
  key: "ecb",
  name: "European Central Bank",
  priority: 1,
  enabled: true,
  version: "1",
  state: "healthy",
  missing_setting: null,
  synthetic: false,
  base: "EUR",
  since: "1999-01-04",
  newest_day: "2026-11-20",
  last_loaded_at: "2026-11-20T14:00:00Z",
  next_refresh_at: "2026-11-23T15:00:00Z",
  takes_files: true,
  key_setting: null,
  max_range_days: 20_000,
  requests_this_month: 40,
  monthly_requests: null,
  resting_until: null,
  requests: 3,
  failures: 0,
  last_success_at: "2026-11-20T14:10:00.000Z",
  last_failure: null,
  latency_ms: 120,
  source: "ECB statistics",
  terms: "Free reuse",
};

const BEACON: Provider = {
  ...ECB,
  key: "currencybeacon",
  name: "CurrencyBeacon",
  state: "resting",
  resting_until: "2026-11-20T15:20:00.000Z",
  last_failure: {
    at: "2026-11-20T14:59:00.000Z",
    fault: "rate_limited",
    reason: "429, asked us to wait 10 min",
  },
};

Deno.test("A resting provider says why, until when, and how to ask it at once", () => {
  const { tone, word, reason, todo } = stateWords(BEACON, READER);
  assertEquals([tone, word], ["warn", "Resting"]);
  assertEquals(reason, "429, asked us to wait 10 min (14:59)");
  assertMatch(todo ?? "", /after 15:20;.*Reset/);
});

Deno.test("Who may not change anything is not sent to a control that is not there", () => {
  const reader = { ...READER, canWrite: false };
  const resting = stateWords(BEACON, reader);
  assertMatch(resting.todo ?? "", /after 15:20; .* answers\.$/);
  const failing = stateWords({ ...BEACON, state: "failing" }, reader);
  assertMatch(failing.todo ?? "", /next question\.$/);
});

Deno.test("A provider whose month is spent says until when, and offers no reset", () => {
  const spent: Provider = {
    ...BEACON,
    state: "spent",
    requests_this_month: 5_000,
    monthly_requests: 5_000,
    resting_until: "2026-12-01T00:00:00.000Z",
    last_failure: null,
  };
  const { tone, word, reason, todo } = stateWords(spent, READER);
  assertEquals([tone, word], ["warn", "Month spent"]);
  assertMatch(reason ?? "", /allowance of 5,000 requests/);
  assertMatch(todo ?? "", /next one answers/);
  assert(!todo?.includes("Reset"), todo ?? "");
  assertMatch(orderWords([spent, ECB]), /^European Central Bank is the only/);
});

Deno.test("A missing key is quiet and names its setting; a refused key is red", () => {
  const missing = stateWords({
    ...ECB,
    state: "misconfigured",
    missing_setting: "SOME_KEY",
  }, READER);
  assertEquals([missing.tone, missing.word], ["off", "No key"]);
  assertStringIncludes(missing.reason ?? "", "SOME_KEY");
  const refused = stateWords({ ...BEACON, state: "misconfigured" }, READER);
  assertEquals([refused.tone, refused.word], ["bad", "Key refused"]);
});

Deno.test("A reset provider does not claim that nobody ever asked it", () => {
  assertEquals(stateWords({ ...ECB, state: "idle" }, READER).word, "Reset");
  assertEquals(
    stateWords({ ...ECB, state: "idle", requests: 0 }, READER).word,
    "Ready",
  );
});

Deno.test("The order names who is asked, who is next, and who is resting", () => {
  assertEquals(
    orderWords([BEACON, ECB, { ...ECB, name: "Frankfurter" }]),
    "European Central Bank is asked first; where it does not know, Frankfurter is next. CurrencyBeacon is resting.",
  );
  assertEquals(
    orderWords([ECB]),
    "European Central Bank is the only one asked.",
  );
  assertMatch(orderWords([BEACON]), /is resting/);
  assertMatch(orderWords([{ ...ECB, enabled: false }]), /^Nobody is asked/);
});

Deno.test("The service is as well as its worst provider that is on", () => {
  const told = (data: Provider[]) =>
    serviceWords({ status: "ready", data, outdated: null }, READER);
  assertEquals(told([ECB]).tone, "good");
  assertEquals(told([ECB, BEACON]), {
    tone: "warn",
    line: "One provider needs a look",
    about: "CurrencyBeacon: resting",
  });
  const off: Provider = { ...BEACON, enabled: false, state: "off" };
  assertEquals(told([ECB, off]).tone, "good");
  assertEquals(told([off]).line, "No provider is on");
  assertEquals(told([{ ...ECB, synthetic: true }]).tone, "warn");
  const outdated = localFailure("network", "Away.");
  assertEquals(
    serviceWords({ status: "ready", data: [ECB], outdated }, READER).tone,
    "bad",
  );
});

Deno.test("A trial tells its time, its rates and a pair; a failed one tells why", () => {
  const locales = { today: "2026-11-22", words: "en-GB", figures: "en-GB" };
  const good: Trial = {
    provider: "ecb",
    ok: true,
    latency_ms: 1412,
    date: "2026-11-20",
    rates: 30,
    sample: { base: "EUR", quote: "USD", rate: 1.0832 },
    rejected: [],
    failure: null,
  };
  assertEquals(
    trialWords(good, locales),
    "Answered in 1,412 ms with 30 rates of Friday, 20 Nov. 1 EUR = 1.0832 USD.",
  );
  assertMatch(
    trialWords({ ...good, date: null, rates: 0, sample: null }, locales),
    /without a single rate/,
  );
  const failed = { ...good, ok: false, date: null, rates: 0, sample: null };
  assertEquals(
    trialWords({
      ...failed,
      failure: { fault: "timeout", reason: "No answer within 5 s" },
    }, locales),
    "No answer after 1,412 ms: No answer within 5 s.",
  );
  assertMatch(
    trialWords({
      ...failed,
      failure: { fault: "resting", reason: "Not asked for another 42 s" },
    }, locales),
    /42 s\. Reset it/,
  );
});
