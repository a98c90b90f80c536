/**
 * Two instances that keep answers, on one database and one Redis, against the app that keeps none: whatever happens in
 * whatever order, no answer is older than two seconds after the change that it should show.
 */

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { openRedis } from "../../db/redis.ts";
import { RedisCache } from "../../db/shared_cache.ts";
import {
  addDays,
  type Day,
  day,
  dayNumber,
  dayOf,
  type DayRange,
  eachDay,
} from "../../rates/day.ts";
import type { Published, SharedCache } from "../../rates/ports.ts";
import { type Cached, cachedInstance } from "../support/cached.ts";
import { quietLog } from "../support/databases.ts";
import { FakeProvider } from "../support/fake_provider.ts";
import { SYSTEM } from "../support/people.ts";
import { type Service, startService } from "../support/service.ts";
import { startUpstash, type Upstash } from "../support/upstash.ts";
import { broken } from "../support/upstreams.ts";

/** So long an answer may be behind a change. */
const BEHIND_MS = 2_000;

/** So long one that only time has changed may be sent once more: its minute, and another while it is asked for anew. */
const AGED_MS = 120_000;

const RUNS = 40;
const COMMANDS = 60;

/** Questions of days so long ago: of today, of closed days, of a weekend, of many days, of what nobody has. */
const QUESTIONS: readonly ((today: Day) => string)[] = [
  () => "/exchange-rate?source=EUR&target=USD",
  (today) => `/exchange-rate?source=USD&target=EUR&date=${addDays(today, -6)}`,
  (today) =>
    `/convert?source=EUR&targets=USD&amount=99.99&date=${sunday(today)}`,
  (today) =>
    `/currency-rates?source=EUR&symbols=USD,INR&date_from=${
      addDays(today, -12)
    }&date_to=${addDays(today, -4)}`,
  (today) => `/exchange-rate?source=EUR&target=GBP&date=${addDays(today, -5)}`,
];

const KEYS = ["bank", "market", "broken"] as const;

/** What the upstreams have published, as a test may change it. */
class Truth {
  readonly #changed = new Map<string, string>();

  set(key: string, date: Day, rate: string): void {
    this.#changed.set(`${key} ${date}`, rate);
  }

  /** The bank rests at weekends. */
  published(key: "bank" | "market", range: DayRange): Published {
    const [base, quote] = key === "bank" ? ["EUR", "USD"] : ["USD", "EUR"];
    const observations = [...eachDay(range)].filter((date) =>
      key === "market" || !isWeekend(date)
    ).flatMap((date) => {
      const usual = `1.${1_000 + dayNumber(date) % 1_000}`;
      const rate = this.#changed.get(`${key} ${date}`) ?? usual;
      return [
        { base, quote, date, rate },
        { base, quote: "INR", date, rate: `9${rate}` },
      ];
    });
    return { observations, covers: range, rejected: [] };
  }
}

function isWeekend(date: Day): boolean {
  return (dayNumber(date) + 4) % 7 % 6 === 0;
}

function sunday(today: Day): Day {
  return addDays(today, -7 - (dayNumber(today) + 4) % 7);
}

/** An answer that the app gave for a question, and until when it may still be given. */
interface Former {
  readonly text: string;
  readonly untilMs: number;
  /** Whether nothing but time has changed it. */
  readonly aged: boolean;
}

/** All that the commands act on. */
class World {
  readonly service: Service;
  readonly upstash: Upstash | null;
  readonly truth: Truth;
  readonly time: { nowMs: number };
  readonly instances: readonly [Cached, Cached];
  /** For each instance and question what it may still answer. */
  readonly #former: readonly Map<string, Former[]>[] = [new Map(), new Map()];
  readonly #true = new Map<string, string>();
  /** What this test has come to. */
  readonly seen: { steps: number; reads: number; kept: number };

  constructor(
    given: Pick<World, "service" | "upstash" | "truth" | "time" | "seen"> & {
      readonly shared: SharedCache | null;
    },
  ) {
    this.service = given.service;
    this.upstash = given.upstash;
    this.truth = given.truth;
    this.time = given.time;
    this.seen = given.seen;
    const options = {
      clock: () => new Date(this.time.nowMs),
      shared: given.shared,
    };
    this.instances = [
      cachedInstance(this.service, options),
      cachedInstance(this.service, options),
    ];
  }

  instance(index: number): Cached {
    return index === 0 ? this.instances[0] : this.instances[1];
  }

  get today(): Day {
    return dayOf(new Date(this.time.nowMs));
  }

  question(index: number): string {
    return QUESTIONS[index % QUESTIONS.length]?.(this.today) ?? "";
  }

  /** What the app answers now; asked again only after something has happened. */
  async truthOf(path: string): Promise<string> {
    const known = this.#true.get(path);
    if (known !== undefined) return known;
    const text = await plain(await this.service.request(path));
    this.#true.set(path, text);
    return text;
  }

  /** Does something after which the app may answer differently; `by` sees it at once. */
  async change(work: () => Promise<unknown>, by?: number): Promise<void> {
    const { nowMs } = this.time;
    const untilMs = nowMs + BEHIND_MS;
    for (const formers of this.#former) {
      for (const [path, all] of formers) {
        formers.set(
          path,
          all.map((one) =>
            one.aged
              ? { ...one, untilMs: Math.min(one.untilMs, untilMs), aged: false }
              : one
          ),
        );
      }
    }
    await this.#remember({ untilMs, aged: false }, work);
    if (by !== undefined) this.#former[by]?.clear();
  }

  async pass(ms: number): Promise<void> {
    const { today } = this;
    await this.#remember(
      { untilMs: this.time.nowMs + AGED_MS, aged: true },
      () => {
        this.time.nowMs += ms;
        return Promise.resolve();
      },
    );
    // At midnight today is another day, for everybody.
    if (this.today !== today) { for (const one of this.#former) one.clear(); }
  }

  /** What the app has answered until now may still be given for a while. */
  async #remember(
    how: Omit<Former, "text">,
    work: () => Promise<unknown>,
  ): Promise<void> {
    const paths = QUESTIONS.map((_, index) => this.question(index));
    const before = await Promise.all(paths.map((path) => this.truthOf(path)));
    await work();
    this.#true.clear();
    for (const formers of this.#former) {
      for (const [i, path] of paths.entries()) {
        const text = before[i] ?? "";
        const all = this.#still(formers.get(path));
        formers.set(path, [...all, { text, ...how }]);
      }
    }
  }

  async read(instance: number, path: string): Promise<void> {
    const cached = this.instance(instance);
    const before = cached.asked;
    const text = await plain(await cached.get(path));
    this.seen.reads++;
    if (cached.asked === before) this.seen.kept++;
    await this.mustBeTrue(instance, path, text);
  }

  /** Asks both instances everything, when nothing may be behind any more. */
  async lookAround(): Promise<void> {
    await this.pass(BEHIND_MS + 100);
    for (const q of QUESTIONS.keys()) {
      await this.read(0, this.question(q));
      await this.read(1, this.question(q));
    }
  }

  async mustBeTrue(
    instance: number,
    path: string,
    text: string,
  ): Promise<void> {
    const former = this.#still(this.#former[instance]?.get(path));
    if (former.some((one) => one.text === text)) return;
    assertEquals(
      text,
      await this.truthOf(path),
      `instance ${instance} ${path}`,
    );
  }

  #still(former: readonly Former[] = []): Former[] {
    return former.filter(({ untilMs }) => this.time.nowMs < untilMs);
  }

  async settled(): Promise<void> {
    await Promise.all(this.instances.map((one) => one.settled()));
  }
}

/** An answer without what is of one request. */
async function plain(response: Response): Promise<string> {
  const text = (await response.text()).replace(/"request_id":"[^"]*",?/, "");
  return `${response.status} ${text}`;
}

/** Something that happens. */
class Step implements fc.AsyncCommand<Record<never, never>, World> {
  constructor(
    readonly name: string,
    readonly act: (world: World) => Promise<void>,
  ) {}
  check = () => true;
  run = (_: Record<never, never>, world: World) => {
    world.seen.steps++;
    return this.act(world);
  };
  toString = () => this.name;
}

const index = fc.nat({ max: 1 });
const question = fc.nat({ max: QUESTIONS.length - 1 });

type Change = { readonly name: string; act(world: World): Promise<unknown> };

/** A provider's day, or days, get another rate: by a load, as every process may run one. */
const loads = fc.tuple(
  fc.constantFrom("bank", "market"),
  // On Sunday the bank's Friday answers.
  fc.oneof(fc.nat({ max: 25 }), fc.constant("friday" as const)),
  fc.integer({ min: 0, max: 4 }),
  fc.integer({ min: 1_000, max: 1_999 }),
).map(([key, ago, length, rate]): Change => ({
  name: `load(${key}, ${length + 1} days up to ${ago}, 1.${rate})`,
  act({ truth, service, today, time }) {
    const to = ago === "friday"
      ? addDays(sunday(today), -2)
      : addDays(today, -ago);
    const range = { from: addDays(to, -length), to };
    truth.set(key, to, `1.${rate}`);
    const published = truth.published(key, range);
    return service.storage.rates.save(key, published, new Date(time.nowMs));
  },
}));

const orders = fc.shuffledSubarray([...KEYS], { minLength: KEYS.length }).map(
  (order): Change => ({
    name: `order(${order})`,
    act: ({ service }) =>
      service.storage.providers.setOrder(order, null, SYSTEM),
  }),
);

const switches = fc.tuple(fc.constantFrom(...KEYS), fc.boolean()).map(
  ([key, on]): Change => ({
    name: `switch(${key}, ${on})`,
    act: ({ service }) =>
      service.storage.providers.setEnabled(key, on, null, SYSTEM),
  }),
);

const failures = fc.tuple(fc.constantFrom(...KEYS), fc.boolean()).map(
  ([key, forget]): Change => ({
    name: `${forget ? "forget failures" : "fail"}(${key})`,
    act({ service, today, time }) {
      const { rates } = service.storage;
      if (forget) return rates.forgetFailures(key, SYSTEM);
      const at = new Date(time.nowMs);
      const retryAt = new Date(time.nowMs + 60_000);
      const range = { from: addDays(today, -7), to: today };
      return rates.saveFailure(key, range, { at, retryAt, reason: "away" });
    },
  }),
);

const currencies = fc.tuple(
  fc.constantFrom("USD", "INR"),
  fc.record({ enabled: fc.boolean(), minorUnits: fc.nat({ max: 4 }) }),
).map(([code, change]): Change => ({
  name: `currency(${code}, ${JSON.stringify(change)})`,
  act: ({ service }) =>
    service.storage.currencies.update({ code }, change, null, SYSTEM),
}));

const change = fc.oneof(loads, orders, switches, failures, currencies);

const read = fc.tuple(index, question).map(([i, q]) =>
  new Step(`read(${i}, ${q})`, (world) => world.read(i, world.question(q)))
);

const commands = [
  // Most of what happens is that somebody asks.
  read,
  read,
  read,
  change.map(({ name, act }) =>
    new Step(`everything is asked before and after ${name}`, async (world) => {
      await world.lookAround();
      await world.change(() => act(world));
      await world.lookAround();
    })
  ),
  change.map(({ name, act }) =>
    new Step(name, (world) => world.change(() => act(world)))
  ),
  fc.tuple(index, question, change).map(([i, q, { name, act }]) =>
    new Step(`read(${i}, ${q}) during ${name}`, async (world) => {
      const path = world.question(q);
      let reading = Promise.resolve(new Response());
      await world.change(async () => {
        reading = world.instance(i).get(path);
        await act(world);
      });
      await world.mustBeTrue(i, path, await plain(await reading));
    })
  ),
  fc.tuple(index, fc.boolean()).map(([i, enabled]) =>
    new Step(
      `over the API(${i}, INR ${enabled})`,
      (world) =>
        world.change(async () => {
          const credentials = await world.service.people.credentials(
            "currencies:write",
          );
          const answered = await world.instance(i).send(
            "PATCH",
            "/currencies/INR",
            {
              headers: { ...credentials, "content-type": "application/json" },
              body: JSON.stringify({ enabled }),
            },
          );
          assertEquals(answered.status, 200);
          await answered.body?.cancel();
        }, i),
    )
  ),
  fc.constantFrom("well", "broken").map((mood) =>
    new Step(`Redis is ${mood}`, ({ upstash }) => {
      if (upstash) upstash.mood = mood;
      return Promise.resolve();
    })
  ),
  fc.constantFrom(100, 500, 900, 1_100, 1_900, 2_100, 61_000, 3_700_000).map(
    (ms) => new Step(`${ms} ms pass`, (world) => world.pass(ms)),
  ),
];

Deno.test("No answer of two instances is older than two seconds after the change that it should show", async () => {
  const upstash = await startUpstash();
  const time = { nowMs: Date.parse("2024-10-30T09:00:00Z") };
  const clock = () => new Date(time.nowMs);
  const truth = new Truth();
  const seen = { steps: 0, reads: 0, kept: 0 };
  const publishing = (key: "bank" | "market", base: string) =>
    new FakeProvider(
      { key, base, since: day("2024-01-01") },
      (range) => truth.published(key, range),
    );
  await using service = await startService({
    providers: [
      publishing("bank", "EUR"),
      publishing("market", "USD"),
      broken(),
    ],
    time: () => clock().toISOString(),
  });
  try {
    await fc.assert(
      fc.asyncProperty(
        fc.commands(commands, { maxCommands: COMMANDS, size: "max" }),
        async (steps) => {
          if (upstash) upstash.mood = "well";
          const { providers } = service.storage;
          await providers.setOrder(KEYS, null, SYSTEM);
          for (const key of KEYS) {
            await providers.setEnabled(key, true, null, SYSTEM);
          }
          const shared = upstash &&
            new RedisCache({ redis: openRedis(upstash), clock, log: quietLog });
          // Nobody before knew these instances: what they find in Redis is of runs before.
          const world = new World({
            service,
            upstash,
            truth,
            time,
            seen,
            shared,
          });
          try {
            await fc.asyncModelRun(
              () => ({ model: {}, real: world }),
              steps,
            );
          } finally {
            await world.settled();
            time.nowMs += 10_000;
          }
        },
      ),
      { numRuns: RUNS, endOnFailure: true },
    );
    // Answers that were not kept could not be too old.
    assert(seen.kept > seen.reads / 10, JSON.stringify(seen));
  } finally {
    await upstash?.[Symbol.asyncDispose]();
  }
});
