/** One question for a rate: who answers, with which day's figures, and what is said when nobody can. */

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { day } from "../../rates/day.ts";
import { AppError } from "../../rates/errors.ts";
import type { Quote } from "../../rates/quote.ts";
import type { Rate } from "../../rates/rate.ts";
import {
  type Answer,
  askedOf,
  fail,
  FakeProvider,
  hang,
  observationsOf,
  publish,
} from "../support/fake_provider.ts";
import { createWorld } from "../support/world.ts";

/** A question long after its days, so that what is known of them is final. */
const LATER = { time: "2026-06-01T12:00:00Z" };

async function ask(
  quote: Quote,
  pair: string,
  date: string | null,
): Promise<Rate | AppError> {
  const [source = "", target = ""] = pair.split("/");
  const quotes = await quote({
    source,
    targets: [target],
    date: date === null ? null : day(date),
  });
  const answer = quotes.get(target);
  if (!answer) throw new Error(`Cannot find an answer for ${pair}`);
  return answer;
}

async function rate(
  quote: Quote,
  pair: string,
  date: string | null,
): Promise<Rate> {
  const answer = await ask(quote, pair, date);
  if (answer instanceof AppError) throw answer;
  return answer;
}

async function refusal(
  quote: Quote,
  pair: string,
  date: string | null,
): Promise<AppError> {
  const answer = await ask(quote, pair, date);
  if (answer instanceof AppError) return answer;
  throw new Error(`Got a rate where none was expected: ${answer.rate}`);
}

function answerAfter(delayMs: number, answer: Answer): Answer {
  return async (range, options) => {
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    return await answer(range, options);
  };
}

Deno.test("A currency against itself is exactly 1 and no provider is asked", async () => {
  const ecb = new FakeProvider({ key: "ecb" }, fail());
  const { quote } = createWorld([ecb], LATER);
  assertEquals(await rate(quote, "EUR/EUR", "2026-04-13"), {
    source: "EUR",
    target: "EUR",
    rate: "1",
    date: day("2026-04-13"),
    rateDate: day("2026-04-13"),
    provider: null,
    kind: "identity",
    carried: false,
    stale: false,
    synthetic: false,
    fetchedAt: null,
    provisional: false,
  });
  assertEquals(ecb.asked, []);
});

Deno.test("A direct rate has the published digits, the inverse and the cross have twelve, and each says so", async () => {
  const ecb = new FakeProvider(
    { key: "ecb" },
    publish(observationsOf("EUR", {
      "2026-04-13": { USD: "1.1680", JPY: "186.75" },
    })),
  );
  const { quote } = createWorld([ecb], LATER);
  const direct = await rate(quote, "EUR/USD", "2026-04-13");
  assertEquals([direct.rate, direct.kind], ["1.1680", "direct"]);
  const inverse = await rate(quote, "USD/EUR", "2026-04-13");
  assertEquals([inverse.rate, inverse.kind], ["0.856164383562", "inverse"]);
  const cross = await rate(quote, "USD/JPY", "2026-04-13");
  assertEquals([cross.rate, cross.kind], ["159.88869863", "cross"]);
  assertEquals(cross.provider, "ecb");
  assertEquals(cross.fetchedAt, new Date(LATER.time));
  assertEquals([cross.carried, cross.stale, cross.synthetic], [
    false,
    false,
    false,
  ]);
});

Deno.test("Every currency of an answer is stored: the next question needs no request", async () => {
  const ecb = new FakeProvider(
    { key: "ecb" },
    publish(observationsOf("EUR", {
      "2026-04-13": { USD: "1.1684", JPY: "186.75", CHF: "0.9242" },
    })),
  );
  const { quote } = createWorld([ecb], LATER);
  await rate(quote, "EUR/USD", "2026-04-13");
  await rate(quote, "CHF/JPY", "2026-04-13");
  assertEquals(ecb.asked.length, 1);
});

Deno.test("The first provider in the order answers, and the next is not even asked", async () => {
  const rates = observationsOf("EUR", { "2026-04-13": { USD: "1.1684" } });
  const first = new FakeProvider({ key: "first" }, publish(rates));
  const second = new FakeProvider({ key: "second" }, publish(rates));
  const { quote } = createWorld([first, second], LATER);
  assertEquals((await rate(quote, "EUR/USD", "2026-04-13")).provider, "first");
  assertEquals(second.asked, []);
});

Deno.test("A change of the order shows in the next answer", async () => {
  const one = new FakeProvider(
    { key: "one" },
    publish(observationsOf("EUR", { "2026-04-13": { USD: "1.1" } })),
  );
  const two = new FakeProvider(
    { key: "two" },
    publish(observationsOf("EUR", { "2026-04-13": { USD: "1.2" } })),
  );
  const { quote, store } = createWorld([one, two], LATER);
  assertEquals((await rate(quote, "EUR/USD", "2026-04-13")).rate, "1.1");
  store.enable("two", "one");
  assertEquals((await rate(quote, "EUR/USD", "2026-04-13")).rate, "1.2");
  store.enable("one", "two");
  assertEquals((await rate(quote, "EUR/USD", "2026-04-13")).rate, "1.1");
});

Deno.test("A provider that fails or has nothing leaves the question to the next one", async () => {
  const broken = new FakeProvider({ key: "broken" }, fail());
  const bare = new FakeProvider({ key: "bare" });
  const good = new FakeProvider(
    { key: "good" },
    publish(observationsOf("EUR", { "2026-04-13": { USD: "1.1684" } })),
  );
  const { quote } = createWorld([broken, bare, good], LATER);
  const answer = await rate(quote, "EUR/USD", "2026-04-13");
  assertEquals([answer.provider, answer.stale], ["good", false]);
  assertEquals([broken.asked.length, bare.asked.length], [1, 1]);
});

Deno.test("A weekend and the five days of Easter carry the last rate before them, and say of which day", async () => {
  const ecb = new FakeProvider(
    { key: "ecb" },
    publish(observationsOf("EUR", {
      "2026-04-02": { USD: "1.1525" },
      "2026-04-07": { USD: "1.1544" },
      "2026-04-10": { USD: "1.1700" },
    })),
  );
  const { quote } = createWorld([ecb], LATER);
  for (const date of ["2026-04-03", "2026-04-04", "2026-04-05", "2026-04-06"]) {
    const carried = await rate(quote, "EUR/USD", date);
    assertEquals(carried.rate, "1.1525");
    assertEquals(carried.date, date);
    assertEquals(carried.rateDate, "2026-04-02");
    assertEquals([carried.carried, carried.stale], [true, false]);
  }
  const sunday = await rate(quote, "EUR/USD", "2026-04-12");
  assertEquals([sunday.rate, sunday.rateDate], ["1.1700", "2026-04-10"]);
  const tuesday = await rate(quote, "EUR/USD", "2026-04-07");
  assertEquals([tuesday.rate, tuesday.carried], ["1.1544", false]);
});

Deno.test("The look-back ends after its last day: 14 days on a rate answers, 15 days on it does not", async () => {
  const ecb = new FakeProvider(
    { key: "ecb" },
    publish(observationsOf("EUR", { "2026-04-01": { USD: "1.15" } })),
  );
  const { quote } = createWorld([ecb], LATER);
  const last = await rate(quote, "EUR/USD", "2026-04-15");
  assertEquals([last.rateDate, last.carried], ["2026-04-01", true]);
  const none = await refusal(quote, "EUR/USD", "2026-04-16");
  assertEquals(none.code, "no_rate");
  assertEquals(
    none.message,
    "No provider published EUR/USD on 2026-04-16 or in the 14 days before. The last one known is of 2026-04-01.",
  );
});

Deno.test("A loaded day that lacks this currency counts as empty for it: carried, and after the look-back the next provider", async () => {
  const ecb = new FakeProvider(
    { key: "ecb" },
    publish(observationsOf("EUR", {
      "2008-12-09": { ISK: "290.00", USD: "1.28" },
      "2008-12-10": { USD: "1.29" },
      "2008-12-15": { USD: "1.35" },
      "2009-01-15": { USD: "1.31" },
    })),
  );
  const other = new FakeProvider(
    { key: "other", base: "USD" },
    publish(observationsOf("USD", {
      "2008-12-15": { ISK: "115", EUR: "0.74" },
      "2009-01-15": { ISK: "125", EUR: "0.76" },
    })),
  );
  const { quote } = createWorld([ecb, other], LATER);
  const carried = await rate(quote, "EUR/ISK", "2008-12-15");
  assertEquals(
    [carried.provider, carried.rateDate, carried.carried],
    ["ecb", "2008-12-09", true],
  );
  const next = await rate(quote, "EUR/ISK", "2009-01-15");
  assertEquals(
    [next.provider, next.kind, next.rate],
    ["other", "cross", "164.473684211"],
  );
});

Deno.test("A currency that ended is carried for the look-back, then the answer names its last day", async () => {
  const ecb = new FakeProvider(
    { key: "ecb" },
    publish(observationsOf("EUR", {
      "2022-12-30": { HRK: "7.5365", USD: "1.0666" },
      "2023-01-13": { USD: "1.0814" },
      "2023-06-01": { USD: "1.0697" },
    })),
  );
  const { quote } = createWorld([ecb], LATER);
  const carried = await rate(quote, "EUR/HRK", "2023-01-13");
  assertEquals([carried.rate, carried.rateDate], ["7.5365", "2022-12-30"]);
  // The day of the last rate was asked for before, so it is known.
  await rate(quote, "EUR/HRK", "2022-12-30");
  const ended = await refusal(quote, "EUR/HRK", "2023-06-01");
  assertEquals(ended.code, "no_rate");
  assertStringIncludes(
    ended.message,
    "The last one known is of 2022-12-30.",
  );
  assertEquals(ended.details.providers, [{
    provider: "ecb",
    reason: "it published no EUR/HRK from 2023-05-18 to 2023-06-01",
  }]);
});

Deno.test("When every provider fails, the error names each of them and why", async () => {
  const away = new FakeProvider({ key: "away" }, fail());
  const spent = new FakeProvider(
    { key: "spent" },
    fail("rate_limited", "The quota of this month is spent"),
  );
  const young = new FakeProvider({ key: "young", since: day("2026-05-01") });
  const { quote } = createWorld([away, spent, young], LATER);
  const error = await refusal(quote, "EUR/USD", "2026-04-13");
  assertEquals(error.code, "providers_failed");
  assertEquals(
    error.message,
    "No provider could answer EUR/USD for 2026-04-13. Try again in a minute.",
  );
  assertEquals(error.details.providers, [
    { provider: "away", reason: "Cannot connect" },
    { provider: "spent", reason: "The quota of this month is spent" },
    { provider: "young", reason: "its history starts on 2026-05-01" },
  ]);
  assertEquals(error.details.retryAfterSeconds, 60);
  assertEquals(young.asked, []);
});

Deno.test("A day before every history is answered with where each history starts, however early it is", async () => {
  const ecb = new FakeProvider({ key: "ecb", since: day("1999-01-04") });
  const { quote } = createWorld([ecb], LATER);
  for (const date of ["1999-01-03", "0001-01-01", "0001-01-05"]) {
    const error = await refusal(quote, "EUR/USD", date);
    assertEquals(error.code, "no_rate");
    assertEquals(error.details.providers, [
      { provider: "ecb", reason: "its history starts on 1999-01-04" },
    ]);
  }
  assertEquals(ecb.asked, []);
});

Deno.test("Without any enabled provider the answer says so", async () => {
  const { quote } = createWorld([], LATER);
  const error = await refusal(quote, "EUR/USD", "2026-04-13");
  assertEquals(error.code, "no_rate");
  assertStringIncludes(error.message, "No provider is enabled");
});

Deno.test("When nobody can be asked, the best figures within the look-back answer and are marked stale", async () => {
  const older = new FakeProvider(
    { key: "older" },
    publish(observationsOf("EUR", { "2026-04-01": { USD: "1.11" } })),
  );
  const newer = new FakeProvider(
    { key: "newer" },
    publish(observationsOf("EUR", { "2026-04-09": { USD: "1.12" } })),
  );
  const { quote, store } = createWorld([older, newer], LATER);
  await rate(quote, "EUR/USD", "2026-04-01");
  store.enable("newer");
  await rate(quote, "EUR/USD", "2026-04-09");
  store.enable("older", "newer");
  older.answer = fail();
  newer.answer = fail();

  const stale = await rate(quote, "EUR/USD", "2026-04-10");
  assertEquals(
    [stale.rate, stale.provider, stale.rateDate, stale.stale, stale.carried],
    ["1.12", "newer", "2026-04-09", true, true],
  );
  assertEquals(
    (await refusal(quote, "EUR/USD", "2026-04-24")).code,
    "providers_failed",
  );
});

Deno.test("A question without a date gets the newest figures of any age when nobody can be asked, with a date it does not", async () => {
  const ecb = new FakeProvider(
    { key: "ecb" },
    publish(observationsOf("EUR", { "2024-03-08": { USD: "1.0932" } })),
  );
  const { quote } = createWorld([ecb], LATER);
  await rate(quote, "EUR/USD", "2024-03-08");
  ecb.answer = fail();
  const stale = await rate(quote, "EUR/USD", null);
  assertEquals(
    [stale.date, stale.rateDate, stale.stale, stale.carried],
    ["2026-06-01", "2024-03-08", true, true],
  );
  const error = await refusal(quote, "EUR/USD", "2026-06-01");
  assertEquals(error.code, "providers_failed");
  assertStringIncludes(error.message, "The last one known is of 2024-03-08.");
});

Deno.test("A failed day is not asked again before its time, and asked after it", async () => {
  const ecb = new FakeProvider(
    { key: "ecb" },
    fail("rate_limited", "Too many requests", { retryAfterSeconds: 90 }),
  );
  const { quote, setTime } = createWorld([ecb], LATER);
  await refusal(quote, "EUR/USD", "2026-04-13");
  setTime("2026-06-01T12:01:29Z");
  const again = await refusal(quote, "EUR/USD", "2026-04-13");
  assertEquals(ecb.asked.length, 1);
  assertEquals(again.details.providers, [
    { provider: "ecb", reason: "Too many requests" },
  ]);

  setTime("2026-06-01T12:01:30Z");
  ecb.answer = publish(
    observationsOf("EUR", { "2026-04-13": { USD: "1.1684" } }),
  );
  assertEquals((await rate(quote, "EUR/USD", "2026-04-13")).rate, "1.1684");
  assertEquals(ecb.asked.length, 2);
});

Deno.test("A provider that rests is asked again by the next question: it did not fail the day", async () => {
  const ecb = new FakeProvider({ key: "ecb" }, fail("resting", "It rests"));
  const { quote } = createWorld([ecb], LATER);
  const error = await refusal(quote, "EUR/USD", "2026-04-13");
  assertEquals(error.details.providers, [
    { provider: "ecb", reason: "It rests" },
  ]);
  ecb.answer = publish(
    observationsOf("EUR", { "2026-04-13": { USD: "1.1684" } }),
  );
  assertEquals((await rate(quote, "EUR/USD", "2026-04-13")).rate, "1.1684");
});

Deno.test("Today's answer holds for as long as the provider says, then it is asked for again", async () => {
  const ecb = new FakeProvider(
    { key: "ecb", freshForSeconds: 3_600 },
    publish(observationsOf("EUR", { "2026-04-13": { USD: "1.1684" } })),
  );
  const { quote, setTime } = createWorld([ecb], {
    time: "2026-04-13T15:00:00Z",
  });
  await rate(quote, "EUR/USD", "2026-04-13");
  setTime("2026-04-13T15:59:59Z");
  await rate(quote, "EUR/USD", null);
  assertEquals(ecb.asked.length, 1);

  setTime("2026-04-13T16:00:00Z");
  ecb.answer = publish(
    observationsOf("EUR", { "2026-04-13": { USD: "1.1690" } }),
  );
  const revised = await rate(quote, "EUR/USD", null);
  assertEquals(revised.rate, "1.1690");
  assertEquals(revised.fetchedAt, new Date("2026-04-13T16:00:00Z"));
  assertEquals(ecb.asked.length, 2);
});

Deno.test("A day that was loaded after it had ended is not asked for again", async () => {
  const ecb = new FakeProvider(
    { key: "ecb" },
    publish(observationsOf("EUR", { "2026-04-13": { USD: "1.1684" } })),
  );
  const { quote, setTime } = createWorld([ecb], {
    time: "2026-04-13T15:00:00Z",
  });
  await rate(quote, "EUR/USD", "2026-04-13");
  setTime("2026-04-14T00:00:00Z");
  await rate(quote, "EUR/USD", "2026-04-13");
  assertEquals(ecb.asked.length, 2);
  setTime("2027-04-14T00:00:00Z");
  await rate(quote, "EUR/USD", "2026-04-13");
  assertEquals(ecb.asked.length, 2);
});

Deno.test("A day found empty before it had settled is asked for again, and after that no more", async () => {
  const slow = new FakeProvider(
    { key: "slow", freshForSeconds: 3_600, settlesAfterHours: 6 },
    publish(observationsOf("EUR", { "2026-04-10": { USD: "1.1700" } })),
  );
  const { quote, setTime } = createWorld([slow], {
    time: "2026-04-13T10:00:00Z",
  });
  const early = await rate(quote, "EUR/USD", "2026-04-13");
  assertEquals([early.rateDate, early.carried], ["2026-04-10", true]);

  slow.answer = publish(
    observationsOf("EUR", { "2026-04-13": { USD: "1.1684" } }),
  );
  setTime("2026-04-13T16:00:00Z");
  const late = await rate(quote, "EUR/USD", "2026-04-13");
  assertEquals([late.rateDate, late.carried], ["2026-04-13", false]);

  slow.answer = publish([]);
  setTime("2026-04-15T06:00:00Z");
  await rate(quote, "EUR/USD", "2026-04-14");
  const asked = slow.asked.length;
  setTime("2026-04-20T06:00:00Z");
  await rate(quote, "EUR/USD", "2026-04-14");
  assertEquals(slow.asked.length, asked);
});

Deno.test("A provider without its key is never asked, and is named as not set", async () => {
  const keyless = new FakeProvider(
    { key: "keyless", missingSetting: "KEYLESS_API_KEY" },
    publish(observationsOf("EUR", { "2026-04-13": { USD: "1.1684" } })),
  );
  const { quote } = createWorld([keyless], LATER);
  const error = await refusal(quote, "EUR/USD", "2026-04-13");
  assertEquals(error.code, "no_rate");
  assertEquals(error.details.providers, [
    { provider: "keyless", reason: "KEYLESS_API_KEY is not set" },
  ]);
  assertEquals(keyless.asked, []);
});

Deno.test("Made-up rates are marked in every answer and never used once their provider is off", async () => {
  const mock = new FakeProvider(
    { key: "mock", synthetic: true },
    publish(observationsOf("EUR", {
      "2026-04-13": { USD: "1.3655", JPY: "150" },
    })),
  );
  const ecb = new FakeProvider({ key: "ecb" }, fail());
  const { quote, store } = createWorld([mock, ecb], LATER);
  for (const pair of ["EUR/USD", "USD/EUR", "USD/JPY"]) {
    assertEquals((await rate(quote, pair, "2026-04-13")).synthetic, true);
  }
  store.enable("ecb");
  assertEquals(
    (await refusal(quote, "EUR/USD", "2026-04-13")).code,
    "providers_failed",
  );
  assertEquals(
    (await refusal(quote, "EUR/USD", null)).code,
    "providers_failed",
  );
});

Deno.test("One rate comes from one provider: legs of two are never crossed", async () => {
  const dollars = new FakeProvider(
    { key: "dollars" },
    publish(observationsOf("EUR", { "2026-04-13": { USD: "1.1684" } })),
  );
  const yen = new FakeProvider(
    { key: "yen" },
    publish(observationsOf("EUR", { "2026-04-13": { JPY: "186.75" } })),
  );
  const { quote } = createWorld([dollars, yen], LATER);
  await rate(quote, "EUR/USD", "2026-04-13");
  await rate(quote, "EUR/JPY", "2026-04-13");
  const none = await refusal(quote, "USD/JPY", "2026-04-13");
  assertEquals(none.code, "no_rate");
  assertEquals(none.details.providers?.map(({ provider }) => provider), [
    "dollars",
    "yen",
  ]);
});

Deno.test("One cross has both its legs from one day", async () => {
  const ecb = new FakeProvider(
    { key: "ecb" },
    publish(observationsOf("EUR", {
      "2026-04-09": { USD: "1.10", JPY: "110" },
      "2026-04-10": { USD: "1.20" },
      "2026-04-13": { JPY: "240" },
    })),
  );
  const { quote } = createWorld([ecb], LATER);
  const cross = await rate(quote, "USD/JPY", "2026-04-13");
  assertEquals([cross.rate, cross.rateDate, cross.carried], [
    "100",
    "2026-04-09",
    true,
  ]);
});

Deno.test("A cross was fetched when the later of its legs was", async () => {
  const ecb = new FakeProvider(
    { key: "ecb" },
    publish(observationsOf("EUR", { "2026-04-13": { USD: "1.16" } })),
  );
  const { quote, setTime } = createWorld([ecb], {
    time: "2026-04-13T15:00:00Z",
  });
  await rate(quote, "EUR/USD", "2026-04-13");
  ecb.answer = publish(
    observationsOf("EUR", { "2026-04-13": { USD: "1.16", JPY: "185.6" } }),
  );
  setTime("2026-04-14T09:00:00Z");
  const cross = await rate(quote, "USD/JPY", "2026-04-13");
  assertEquals(cross.fetchedAt, new Date("2026-04-14T09:00:00Z"));
  const back = await rate(quote, "JPY/USD", "2026-04-13");
  assertEquals(back.fetchedAt, new Date("2026-04-14T09:00:00Z"));
});

Deno.test("Fifty questions at once for the same unknown day make one request", async () => {
  const answered = Promise.withResolvers<void>();
  const rates = publish(
    observationsOf("EUR", { "2026-04-13": { USD: "1.1684", JPY: "186.75" } }),
  );
  const ecb = new FakeProvider({ key: "ecb" }, async (range, options) => {
    await answered.promise;
    return await rates(range, options);
  });
  const { quote } = createWorld([ecb], LATER);
  const pairs = ["EUR/USD", "USD/EUR", "USD/JPY", "JPY/USD", "EUR/JPY"];
  const questions = Array.from(
    { length: 50 },
    (_, i) => rate(quote, pairs[i % pairs.length] ?? "", "2026-04-13"),
  );
  answered.resolve();
  const answers = await Promise.all(questions);
  assertEquals(ecb.asked.length, 1);
  assert(answers.every(({ provider }) => provider === "ecb"));
});

Deno.test("A provider that hangs delays the question no longer than its deadline, and what comes late is stored", async () => {
  const released = Promise.withResolvers<void>();
  const rates = publish(
    observationsOf("EUR", { "2026-04-13": { USD: "1.1684" } }),
  );
  const slow = new FakeProvider({ key: "slow" }, async (range, options) => {
    await released.promise;
    return await rates(range, options);
  });
  const { quote } = createWorld([slow], { ...LATER, questionDeadlineMs: 5 });
  const error = await refusal(quote, "EUR/USD", "2026-04-13");
  assertEquals(error.code, "providers_failed");
  assertEquals(error.details.providers, [
    { provider: "slow", reason: "it did not answer in time" },
  ]);

  released.resolve();
  assertEquals((await rate(quote, "EUR/USD", "2026-04-13")).rate, "1.1684");
  assertEquals(slow.asked.length, 1);
});

Deno.test("A provider that hangs is given up after the deadline of a flight, in time to ask the next", async () => {
  const stuck = new FakeProvider({ key: "stuck" }, hang);
  const good = new FakeProvider(
    { key: "good" },
    publish(observationsOf("EUR", { "2026-04-13": { USD: "1.1684" } })),
  );
  const { quote } = createWorld([stuck, good], {
    ...LATER,
    flightDeadlineMs: 5,
  });
  assertEquals((await rate(quote, "EUR/USD", "2026-04-13")).provider, "good");
  // The failure is remembered: the next question does not wait for it.
  assertEquals((await rate(quote, "EUR/USD", "2026-04-13")).provider, "good");
  assertEquals(stuck.asked.length, 1);
});

Deno.test("Providers that hang for the whole of the question's time leave the next ones a share of it", async () => {
  const stuck = ["one", "two"].map((key) => new FakeProvider({ key }, hang));
  const good = new FakeProvider(
    { key: "good" },
    answerAfter(
      2,
      publish(observationsOf("EUR", { "2026-04-13": { USD: "1.1684" } })),
    ),
  );
  const { quote } = createWorld([...stuck, good], {
    ...LATER,
    questionDeadlineMs: 1_000,
    flightDeadlineMs: 1_000,
  });
  assertEquals((await rate(quote, "EUR/USD", "2026-04-13")).provider, "good");
});

Deno.test("The last provider that can be asked has all of the time, whoever is enabled after it", async () => {
  const slow = new FakeProvider(
    { key: "slow" },
    answerAfter(
      60,
      publish(observationsOf("EUR", { "2026-04-13": { USD: "1.1684" } })),
    ),
  );
  const keyless = new FakeProvider({ key: "keyless", missingSetting: "KEY" });
  const young = new FakeProvider({ key: "young", since: day("2026-05-01") });
  const { quote } = createWorld([slow, keyless, young], {
    ...LATER,
    questionDeadlineMs: 2_000,
  });
  assertEquals((await rate(quote, "EUR/USD", "2026-04-13")).provider, "slow");
});

Deno.test("The last provider is waited for until the question's deadline", async () => {
  const slow = new FakeProvider(
    { key: "slow" },
    answerAfter(
      30,
      publish(observationsOf("EUR", { "2026-04-13": { USD: "1.1684" } })),
    ),
  );
  const { quote } = createWorld([slow], {
    ...LATER,
    questionDeadlineMs: 1_000,
  });
  assertEquals((await rate(quote, "EUR/USD", "2026-04-13")).provider, "slow");
});

Deno.test("Where each day costs a request, one question makes four at most, newest first", async () => {
  const daily = new FakeProvider({ key: "daily", maxRangeDays: 1 });
  const { quote } = createWorld([daily], LATER);
  const error = await refusal(quote, "EUR/USD", "2026-04-13");
  assertEquals(askedOf(daily), [
    "2026-04-13",
    "2026-04-12",
    "2026-04-11",
    "2026-04-10",
  ]);
  // Eleven days of the look-back are still unknown: it is too early to say that there is no rate.
  assertEquals(error.code, "providers_failed");
  assertEquals(error.details.providers, [
    {
      provider: "daily",
      reason: "it has not said yet whether it published on 2026-04-09",
    },
  ]);
  await refusal(quote, "EUR/USD", "2026-04-13");
  await refusal(quote, "EUR/USD", "2026-04-13");
  assertEquals(
    (await refusal(quote, "EUR/USD", "2026-04-13")).code,
    "no_rate",
  );
  assertEquals(daily.asked.length, 15);
});

Deno.test("A provider that leaves a day open is not asked for it twice within one question", async () => {
  const vague = new FakeProvider(
    { key: "vague" },
    () => ({ observations: [], covers: null, rejected: [] }),
  );
  const { quote } = createWorld([vague], LATER);
  const error = await refusal(quote, "EUR/USD", "2026-04-13");
  assertEquals(vague.asked.length, 1);
  assertEquals(error.code, "providers_failed");
  assertEquals(error.details.providers, [{
    provider: "vague",
    reason: "it has not said yet whether it published on 2026-04-13",
  }]);
});

Deno.test("Where each day costs a request, older figures beyond the fourth are not taken for the last ones", async () => {
  const daily = new FakeProvider(
    { key: "daily", maxRangeDays: 1 },
    publish(observationsOf("EUR", {
      "2026-04-02": { USD: "1.15" },
      "2026-04-07": { USD: "1.17" },
    })),
  );
  const { quote } = createWorld([daily], LATER);
  await rate(quote, "EUR/USD", "2026-04-02");
  const early = await rate(quote, "EUR/USD", "2026-04-12");
  assertEquals([early.rateDate, early.stale], ["2026-04-02", true]);
  const known = await rate(quote, "EUR/USD", "2026-04-12");
  assertEquals([known.rateDate, known.stale], ["2026-04-07", false]);
});

Deno.test("Where each day costs a request, a weekend is carried after asking for it", async () => {
  const daily = new FakeProvider(
    { key: "daily", maxRangeDays: 1 },
    publish(observationsOf("EUR", { "2026-04-10": { USD: "1.17" } })),
  );
  const { quote } = createWorld([daily], LATER);
  const sunday = await rate(quote, "EUR/USD", "2026-04-12");
  assertEquals([sunday.rateDate, sunday.carried], ["2026-04-10", true]);
  assertEquals(askedOf(daily), ["2026-04-12", "2026-04-11", "2026-04-10"]);
});

Deno.test("Where each day costs a request, a loaded day without the currency is not followed by older ones", async () => {
  const daily = new FakeProvider(
    { key: "daily", maxRangeDays: 1 },
    publish(observationsOf("EUR", { "2026-04-13": { USD: "1.1684" } })),
  );
  const { quote } = createWorld([daily], LATER);
  assertEquals(
    (await refusal(quote, "EUR/JPY", "2026-04-13")).code,
    "no_rate",
  );
  assertEquals(askedOf(daily), ["2026-04-13"]);
});

Deno.test("One question for many targets asks each provider once and settles each target by itself", async () => {
  const ecb = new FakeProvider(
    { key: "ecb" },
    publish(observationsOf("EUR", {
      "2026-04-13": { USD: "1.1684", JPY: "186.75" },
    })),
  );
  const world = new FakeProvider(
    { key: "world", base: "USD" },
    publish(observationsOf("USD", {
      "2026-04-13": { EUR: "0.85", KWD: "0.3071" },
    })),
  );
  const { quote } = createWorld([ecb, world], LATER);
  const quotes = await quote({
    source: "EUR",
    targets: ["KWD", "USD", "EUR", "XOF", "JPY"],
    date: day("2026-04-13"),
  });
  const told = [...quotes].map(([target, answer]) => [
    target,
    answer instanceof AppError ? answer.code : answer.provider,
  ]);
  assertEquals(told, [
    ["KWD", "world"],
    ["USD", "ecb"],
    ["EUR", null],
    ["XOF", "no_rate"],
    ["JPY", "ecb"],
  ]);
  assertEquals([ecb.asked.length, world.asked.length], [1, 1]);
});

Deno.test("A fault of the store is not taken for one of a provider", async () => {
  const ecb = new FakeProvider({ key: "ecb" });
  const { quote, store } = createWorld([ecb], LATER);
  const fault = new AppError("storage_unavailable", "Try again in a minute.");
  store.save = () => Promise.reject(fault);
  const failed = await ask(quote, "EUR/USD", "2026-04-13")
    .catch((error: unknown) => error);
  assertEquals(failed, fault);
});

Deno.test("A refresh of today that fails is not tried again by the next question, until its time or a reset", async () => {
  const rates = observationsOf("EUR", { "2026-06-01": { USD: "1.1684" } });
  const ecb = new FakeProvider(
    { key: "ecb", since: day("2026-06-01") },
    publish(rates),
  );
  const world = createWorld([ecb], LATER);
  await rate(world.quote, "EUR/USD", null);
  ecb.answer = fail();
  world.setTime("2026-06-01T14:00:00Z");
  assertEquals((await rate(world.quote, "EUR/USD", null)).stale, true);
  assertEquals((await rate(world.quote, "EUR/USD", null)).stale, true);
  assertEquals(ecb.asked.length, 2);
  world.setTime("2026-06-01T14:01:00Z");
  await rate(world.quote, "EUR/USD", null);
  assertEquals(ecb.asked.length, 3);
  await world.store.forgetFailures("ecb");
  ecb.answer = publish(rates);
  assertEquals((await rate(world.quote, "EUR/USD", null)).stale, false);
  assertEquals(ecb.asked.length, 4);
});
