/** Questions over a range: which days are there, which holes are filled on the way, and which are named. */

import { assertEquals, assertRejects } from "@std/assert";
import { day } from "../../rates/day.ts";
import { AppError } from "../../rates/errors.ts";
import type { Point } from "../../rates/point.ts";
import type { Series, SeriesQuestion } from "../../rates/series.ts";
import {
  askedOf,
  fail,
  FakeProvider,
  hang,
  observationsOf,
  publish,
} from "../support/fake_provider.ts";
import { visited } from "../support/points.ts";
import { createWorld, type World } from "../support/world.ts";

/** A question long after its days, so that what is known of them is final. */
const LATER = { time: "2026-06-01T12:00:00Z" };

/** A working week before Easter and the one after it. */
const EASTER = observationsOf("EUR", {
  "2026-03-30": { USD: "1.1484", JPY: "183.20" },
  "2026-03-31": { USD: "1.1498", JPY: "183.60" },
  "2026-04-01": { USD: "1.1510", JPY: "183.90" },
  "2026-04-02": { USD: "1.1525", JPY: "184.10" },
  "2026-04-07": { USD: "1.1544", JPY: "184.70" },
  "2026-04-08": { USD: "1.1661", JPY: "185.00" },
});

type Wish = Partial<Omit<SeriesQuestion, "range">>;

function ask(
  { series }: World,
  [from, to]: readonly [string, string],
  { source = "EUR", targets = ["USD"], fill = false, ...wish }: Wish = {},
): Promise<Series> {
  return series({
    source,
    targets,
    range: { from: day(from), to: day(to) },
    fill,
    ...wish,
  });
}

async function pointsOf({ points }: Series): Promise<Point[]> {
  return await visited(points);
}

function datesOf(points: readonly Point[]): string[] {
  return points.map(({ date }) => date);
}

Deno.test("Days without an observation are absent", async () => {
  const ecb = new FakeProvider({ key: "ecb" }, publish(EASTER));
  const world = createWorld([ecb], LATER);
  const series = await ask(world, ["2026-04-01", "2026-04-08"]);
  const points = await pointsOf(series);
  assertEquals(
    points.map(({ date, rate }) => [date, rate]),
    [
      ["2026-04-01", "1.1510"],
      ["2026-04-02", "1.1525"],
      ["2026-04-07", "1.1544"],
      ["2026-04-08", "1.1661"],
    ],
  );
  assertEquals([series.complete, series.missing], [true, []]);
});

Deno.test("With fill every day is there, and those carried are marked with the day they are of", async () => {
  const ecb = new FakeProvider({ key: "ecb" }, publish(EASTER));
  const world = createWorld([ecb], LATER);
  const series = await ask(world, ["2026-04-02", "2026-04-07"], {
    fill: true,
  });
  const points = await pointsOf(series);
  assertEquals(
    points.map(({ date, rateDate, carried }) => [date, rateDate, carried]),
    [
      ["2026-04-02", "2026-04-02", false],
      ["2026-04-03", "2026-04-02", true],
      ["2026-04-04", "2026-04-02", true],
      ["2026-04-05", "2026-04-02", true],
      ["2026-04-06", "2026-04-02", true],
      ["2026-04-07", "2026-04-07", false],
    ],
  );
});

Deno.test("With fill a range that starts on a silent day carries the last rate before it", async () => {
  const ecb = new FakeProvider({ key: "ecb" }, publish(EASTER));
  const world = createWorld([ecb], LATER);
  const series = await ask(world, ["2026-04-05", "2026-04-06"], {
    fill: true,
  });
  const points = await pointsOf(series);
  assertEquals(
    points.map(({ date, rateDate }) => [date, rateDate]),
    [["2026-04-05", "2026-04-02"], ["2026-04-06", "2026-04-02"]],
  );
  const bare = await ask(world, ["2026-04-05", "2026-04-06"]);
  assertEquals([await pointsOf(bare), bare.complete], [[], true]);
});

Deno.test("Where what is stored has to do nobody is asked, others answer meanwhile, and the days are named", async () => {
  const first = new FakeProvider({ key: "first" }, publish(EASTER));
  const ecb = new FakeProvider({ key: "ecb" }, publish(EASTER));
  const wanted: string[] = [];
  const world = createWorld([first, ecb], {
    ...LATER,
    wanted: (provider) => wanted.push(provider),
  });
  const covers = { from: day("2026-01-01"), to: day("2026-04-02") };
  const observations = EASTER.filter(({ date }) => date <= covers.to);
  await world.store.save(
    "ecb",
    { observations, covers, rejected: [] },
    new Date("2026-05-30T09:00:00Z"),
  );
  for (const from of ["2026-04-01", "2026-01-01"]) {
    const series = await ask(world, [from, "2026-04-08"], {
      storedOnly: true,
    });
    const points = await pointsOf(series);
    assertEquals(
      points.slice(-2).map(({ date, provider }) => [date, provider]),
      [["2026-04-01", "ecb"], ["2026-04-02", "ecb"]],
    );
    assertEquals(series.complete, false);
    assertEquals(series.missing, [{ from: day(from), to: day("2026-04-08") }]);
  }
  assertEquals([first.asked, ecb.asked, wanted], [[], [], []]);
});

Deno.test("Points come by day, then in the order of the targets, the source itself among them as 1", async () => {
  const ecb = new FakeProvider({ key: "ecb" }, publish(EASTER));
  const world = createWorld([ecb], LATER);
  const series = await ask(world, ["2026-04-01", "2026-04-02"], {
    source: "USD",
    targets: ["JPY", "USD", "EUR"],
  });
  const points = await pointsOf(series);
  assertEquals(
    points.map(({ date, target, kind }) => `${date} ${target} ${kind}`),
    [
      "2026-04-01 JPY cross",
      "2026-04-01 USD identity",
      "2026-04-01 EUR inverse",
      "2026-04-02 JPY cross",
      "2026-04-02 USD identity",
      "2026-04-02 EUR inverse",
    ],
  );
  assertEquals(series.maxPoints, 6);
});

Deno.test("A provider of ranges fills a hole of years with one request, and the next question with none", async () => {
  const ecb = new FakeProvider({ key: "ecb" }, publish(EASTER));
  const world = createWorld([ecb], LATER);
  const range = ["2010-01-01", "2026-05-31"] as const;
  const series = await ask(world, range);
  assertEquals(series.complete, true);
  assertEquals((await pointsOf(series)).length, 6);
  await ask(world, range);
  assertEquals(ecb.asked.length, 1);
});

Deno.test("Four unknown days are filled where each costs a request", async () => {
  const daily = new FakeProvider(
    { key: "daily", maxRangeDays: 1 },
    publish(EASTER),
  );
  const world = createWorld([daily], LATER);
  const series = await ask(world, ["2026-03-30", "2026-04-02"]);
  assertEquals(datesOf(await pointsOf(series)), [
    "2026-03-30",
    "2026-03-31",
    "2026-04-01",
    "2026-04-02",
  ]);
  assertEquals([series.complete, series.missing], [true, []]);
  assertEquals(askedOf(daily).sort(), [
    "2026-03-30",
    "2026-03-31",
    "2026-04-01",
    "2026-04-02",
  ]);
});

Deno.test("Five unknown days are not: what is stored answers, and exactly they are named", async () => {
  const daily = new FakeProvider(
    { key: "daily", maxRangeDays: 1 },
    publish(EASTER),
  );
  const world = createWorld([daily], LATER);
  await ask(world, ["2026-03-31", "2026-03-31"]);
  await ask(world, ["2026-04-08", "2026-04-08"]);
  const before = daily.asked.length;

  const series = await ask(world, ["2026-03-30", "2026-04-08"]);
  assertEquals(daily.asked.length, before);
  assertEquals(datesOf(await pointsOf(series)), ["2026-03-31", "2026-04-08"]);
  assertEquals(series.complete, false);
  assertEquals(series.missing, [
    { from: day("2026-03-30"), to: day("2026-03-30") },
    { from: day("2026-04-01"), to: day("2026-04-07") },
  ]);
});

Deno.test("Only the first provider is asked for a hole that it can fill", async () => {
  const ecb = new FakeProvider({ key: "ecb" }, publish(EASTER));
  const daily = new FakeProvider(
    { key: "daily", maxRangeDays: 1 },
    publish(EASTER),
  );
  const world = createWorld([ecb, daily], LATER);
  const series = await ask(world, ["2026-04-01", "2026-04-30"]);
  assertEquals((await pointsOf(series)).length, 4);
  assertEquals([ecb.asked.length, daily.asked.length], [1, 0]);
  // Where the first has nothing within the look-back either, thirty requests of the next would be too many.
  assertEquals(series.missing, [
    { from: day("2026-04-23"), to: day("2026-04-30") },
  ]);
});

Deno.test("One answer makes four requests at most, those that follow from earlier ones included", async () => {
  const daily = new FakeProvider({ key: "daily", maxRangeDays: 1 });
  const world = createWorld([daily], LATER);
  const series = await ask(world, ["2026-04-10", "2026-04-12"]);
  assertEquals(daily.asked.length, 4);
  assertEquals(series.complete, false);
});

Deno.test("A day that a provider leaves open is asked for once within one answer", async () => {
  const vague = new FakeProvider(
    { key: "vague" },
    () => ({ observations: [], covers: null, rejected: [] }),
  );
  const world = createWorld([vague], LATER);
  const series = await ask(world, ["2026-04-10", "2026-04-10"]);
  assertEquals(vague.asked.length, 1);
  assertEquals(series.missing, [
    { from: day("2026-04-10"), to: day("2026-04-10") },
  ]);
});

Deno.test("Where the first provider fails the next one answers, and the days are named as not final", async () => {
  const away = new FakeProvider({ key: "away" }, fail());
  const ecb = new FakeProvider({ key: "ecb" }, publish(EASTER));
  const world = createWorld([away, ecb], LATER);
  const series = await ask(world, ["2026-04-01", "2026-04-02"]);
  const points = await pointsOf(series);
  assertEquals(
    points.map(({ provider, stale }) => [provider, stale]),
    [["ecb", false], ["ecb", false]],
  );
  assertEquals(series.missing, [
    { from: day("2026-04-01"), to: day("2026-04-02") },
  ]);
});

Deno.test("A provider that hangs leaves a series to the next one, and its days are named as not final", async () => {
  const stuck = new FakeProvider({ key: "stuck" }, hang);
  const ecb = new FakeProvider({ key: "ecb" }, publish(EASTER));
  const world = createWorld([stuck, ecb], {
    ...LATER,
    questionDeadlineMs: 40,
    flightDeadlineMs: 60,
  });
  const series = await ask(world, ["2026-04-01", "2026-04-02"]);
  assertEquals(
    (await pointsOf(series)).map(({ provider }) => provider),
    ["ecb", "ecb"],
  );
  assertEquals([series.complete, series.missing], [false, [
    { from: day("2026-04-01"), to: day("2026-04-02") },
  ]]);
});

Deno.test("After the deadline what is stored answers a series, while its providers still think", async () => {
  const stuck = new FakeProvider({ key: "stuck", maxRangeDays: 1 }, hang);
  const world = createWorld([stuck], {
    ...LATER,
    questionDeadlineMs: 5,
    flightDeadlineMs: 60,
  });
  const covers = { from: day("2026-04-01"), to: day("2026-04-01") };
  const stored = EASTER.filter(({ date }) => date === covers.from);
  await world.store.save(
    "stuck",
    { observations: stored, covers, rejected: [] },
    new Date(LATER.time),
  );
  const series = await ask(world, ["2026-04-01", "2026-04-02"]);
  assertEquals(datesOf(await pointsOf(series)), ["2026-04-01"]);
  assertEquals(series.missing, [
    { from: day("2026-04-02"), to: day("2026-04-02") },
  ]);
});

Deno.test("A hole of the first provider is answered by the next one, day by day", async () => {
  const first = new FakeProvider(
    { key: "first", since: day("2026-04-02") },
    publish(EASTER),
  );
  const second = new FakeProvider({ key: "second" }, publish(EASTER));
  const world = createWorld([first, second], LATER);
  const series = await ask(world, ["2026-03-31", "2026-04-07"]);
  const points = await pointsOf(series);
  assertEquals(
    points.map(({ date, provider }) => [date, provider]),
    [
      ["2026-03-31", "second"],
      ["2026-04-01", "second"],
      ["2026-04-02", "first"],
      ["2026-04-07", "first"],
    ],
  );
  assertEquals(series.complete, true);
});

Deno.test("A provider without its key leaves a series complete as if it were not there", async () => {
  const keyless = new FakeProvider(
    { key: "keyless", missingSetting: "KEYLESS_API_KEY" },
  );
  const ecb = new FakeProvider({ key: "ecb" }, publish(EASTER));
  const world = createWorld([keyless, ecb], LATER);
  const series = await ask(world, ["2026-04-01", "2026-04-02"]);
  assertEquals([series.complete, keyless.asked.length], [true, 0]);
});

Deno.test("Rows of a provider that was switched off are in no series", async () => {
  const mock = new FakeProvider(
    { key: "mock", synthetic: true },
    publish(EASTER),
  );
  const ecb = new FakeProvider({ key: "ecb" });
  const world = createWorld([mock, ecb], LATER);
  const marked = await ask(world, ["2026-04-01", "2026-04-02"]);
  assertEquals(
    (await pointsOf(marked)).map(({ synthetic }) => synthetic),
    [true, true],
  );
  world.store.enable("ecb");
  const real = await ask(world, ["2026-04-01", "2026-04-02"], { fill: true });
  assertEquals(await pointsOf(real), []);
});

Deno.test("Days before every history cost nothing and have no rate, but that of the source itself", async () => {
  const ecb = new FakeProvider({ key: "ecb" }, publish(EASTER));
  const world = createWorld([ecb], LATER);
  const targets = Array.from({ length: 40 }, () => "USD");
  const age = ["0001-01-01", "1999-01-05"] as const;
  const none = await ask(world, age, { targets });
  assertEquals([await pointsOf(none), none.complete], [[], true]);
  const own = await ask(world, ["1999-01-01", "1999-01-05"], {
    targets: ["USD", "EUR"],
  });
  assertEquals(
    (await pointsOf(own)).map(({ target, rate }) => `${target} ${rate}`),
    Array.from({ length: 5 }, () => "EUR 1"),
  );
});

Deno.test("The first day of the longest history is named", async () => {
  const young = new FakeProvider({ key: "young", since: day("2024-03-02") });
  const old = new FakeProvider({ key: "old", since: day("1999-01-04") });
  const world = createWorld([young, old], LATER);
  const asked = ["1990-01-01", "1990-01-31"] as const;
  const series = await ask(world, asked);
  assertEquals([series.earliest, series.complete], ["1999-01-04", true]);
  assertEquals(await pointsOf(series), []);
});

Deno.test("A long series, computed while it is sent, has the same points as its parts", async () => {
  const days = Object.fromEntries(
    Array.from({ length: 28 }, (_, i) => [
      `2020-02-${String(i + 1).padStart(2, "0")}`,
      { USD: `1.${1000 + i}`, JPY: `120.${10 + i}` },
    ]),
  );
  const ecb = new FakeProvider(
    { key: "ecb" },
    publish(observationsOf("EUR", days)),
  );
  const world = createWorld([ecb], LATER);
  const wish = { targets: ["USD", "JPY"], fill: true };
  const long = await ask(world, ["1980-01-01", "2025-12-31"], wish);
  const part = await ask(world, ["2020-01-15", "2020-03-31"], wish);
  assertEquals(await pointsOf(long), await pointsOf(part));
});

Deno.test("A caller who leaves ends the survey of a large series, and its turn", async () => {
  const ecb = new FakeProvider({ key: "ecb" }, publish(EASTER));
  const world = createWorld([ecb], LATER);
  const range = { from: day("1950-01-01"), to: day("2026-05-31") };
  const question = {
    source: "EUR",
    targets: ["USD", "JPY"],
    range,
    fill: true,
  };
  for (let i = 0; i < 4; i++) {
    const leaving = new AbortController();
    const asking = world.series(question, {
      signal: leaving.signal,
    });
    leaving.abort(new RangeError("left"));
    await assertRejects(() => asking, RangeError, "left");
  }
  const series = await world.series(question);
  assertEquals([series.whole, series.complete], [false, true]);
  series.close();
});

Deno.test("More than two large series at a time wait until points of others are taken", async () => {
  const ecb = new FakeProvider({ key: "ecb" }, publish(EASTER));
  const world = createWorld([ecb], LATER);
  const range = ["1980-01-01", "2026-05-31"] as const;
  const wish = { targets: ["USD", "JPY"], fill: true };
  const first = await ask(world, range, wish);
  const second = await ask(world, range, wish);
  let begun = false;
  const third = ask(world, range, wish).then((series) => {
    begun = true;
    return series;
  });
  await ask(world, ["2026-04-01", "2026-04-02"]);
  assertEquals(begun, false);
  await pointsOf(first);
  (await third).close();
  second.close();
});

Deno.test("Without an enabled provider a series of others has no answer, one of the source itself has", async () => {
  const world = createWorld([new FakeProvider({ key: "ecb" })], LATER);
  world.store.enable();
  const range = ["2026-04-01", "2026-04-02"] as const;
  const error = await assertRejects(() => ask(world, range), AppError);
  assertEquals(error.code, "no_rate");
  const own = await ask(world, range, { targets: ["EUR"] });
  assertEquals((await pointsOf(own)).length, 2);
});

Deno.test("A question that is refused asks nobody, takes no turn, and hears of the refusal whatever else is wrong", async () => {
  const ecb = new FakeProvider({ key: "ecb" }, publish(EASTER));
  const world = createWorld([ecb], LATER);
  const refused = (from: string) =>
    assertRejects(
      () =>
        world.series({
          source: "EUR",
          targets: ["USD", "JPY"],
          range: { from: day(from), to: day("2026-05-31") },
          fill: true,
        }, { admit: () => Promise.reject(new RangeError("refused")) }),
      RangeError,
      "refused",
    );
  for (let i = 0; i < 4; i++) await refused("1950-01-01");
  await refused("2026-05-01");
  assertEquals(ecb.asked, []);
  world.store.enable();
  await refused("2026-05-01");
});

Deno.test("Days that somebody asked for again meanwhile are not asked for once more", async () => {
  const ecb = new FakeProvider({ key: "ecb" }, publish(EASTER));
  const world = createWorld([ecb], { time: "2026-04-08T16:00:00Z" });
  const range = ["2026-04-08", "2026-04-08"] as const;
  await ask(world, range);
  const recalled = await world.store.ledgers({
    from: day("2026-03-01"),
    to: day("2026-04-08"),
  });
  world.setTime("2026-04-08T22:00:00Z");
  assertEquals((await ask(world, range)).complete, true);
  const { length } = ecb.asked;
  assertEquals(length, 2, "What was known no longer held");
  world.store.recalledLedgers = () => Promise.resolve(recalled);
  const series = await ask(world, range);
  assertEquals(datesOf(await pointsOf(series)), ["2026-04-08"]);
  assertEquals(ecb.asked.length, length);
});
