/** Series and single questions against one plain model of the rules, over random histories of random providers. */

import { assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  addDays,
  type Day,
  day,
  dayNumber,
  eachDay,
  rangesOf,
} from "../../rates/day.ts";
import { inverse, quotient } from "../../rates/decimal.ts";
import { AppError } from "../../rates/errors.ts";
import type { Observation } from "../../rates/ports.ts";
import type { Point } from "../../rates/point.ts";
import type { Rate } from "../../rates/rate.ts";
import { fail, FakeProvider, publish } from "../support/fake_provider.ts";
import { visited } from "../support/points.ts";
import { createWorld, type World } from "../support/world.ts";

const FIRST = day("2026-01-01");
const DAYS = 40;
const LOOK_BACK_DAYS = 5;
const TIME = { time: "2026-06-01T12:00:00Z", lookBackDays: LOOK_BACK_DAYS };
const SOURCES = ["EUR", "USD", "JPY"];
const TARGETS = ["USD", "JPY", "EUR", "CHF"];
const RANGE = { from: addDays(FIRST, -3), to: addDays(FIRST, DAYS - 1) };

/** What a day of a provider's history is: its rates by quote, or that there was no answer. */
type History = readonly (Readonly<Record<string, string>> | "failed")[];

interface Upstream {
  readonly key: string;
  readonly base: string;
  readonly since: Day;
  readonly maxRangeDays: number;
  readonly history: History;
}

const anyRate = fc.integer({ min: 1, max: 9_999_999 }).map((n) =>
  (n / 10_000).toFixed(4)
);

function anyHistory(base: string): fc.Arbitrary<History> {
  const quotes = ["EUR", "USD", "JPY", "CHF"].filter((code) => code !== base);
  const loaded = fc.dictionary(fc.constantFrom(...quotes), anyRate);
  return fc.array(
    fc.oneof(
      { weight: 4, arbitrary: loaded },
      { weight: 4, arbitrary: fc.constant({}) },
      { weight: 1, arbitrary: fc.constant("failed" as const) },
    ),
    { minLength: DAYS, maxLength: DAYS },
  );
}

const anyUpstream = fc.constantFrom("EUR", "USD").chain((base) =>
  fc.record({
    base: fc.constant(base),
    since: fc.constantFrom(FIRST, FIRST, addDays(FIRST, 9)),
    maxRangeDays: fc.constantFrom(1, 10_000),
    history: anyHistory(base),
  })
);

const anyUpstreams = fc.array(anyUpstream, { minLength: 1, maxLength: 3 })
  .map((all) => all.map((one, i): Upstream => ({ key: `p${i}`, ...one })));

function observationsOn(
  { base, since, history }: Upstream,
  date: Day,
): Observation[] {
  const published = history[dayNumber(date) - dayNumber(FIRST)];
  if (!published || published === "failed" || date < since) return [];
  return Object.entries(published)
    .map(([quote, rate]) => ({ base, quote, date, rate }));
}

function hasFailed({ history }: Upstream, date: Day): boolean {
  return history[dayNumber(date) - dayNumber(FIRST)] === "failed";
}

/** What the rules say of one pair and day: the answer in short, and whether somebody was passed over. */
interface Verdict {
  readonly answer: string | null;
  readonly passedOver: boolean;
}

/** The rules in their plainest form: no cache, no ledger, one pair and day at a time. */
function judge(
  upstreams: readonly Upstream[],
  [source, target]: readonly [string, string],
  date: Day,
): Verdict {
  if (source === target) return { answer: "1 identity", passedOver: false };
  let passedOver = false;
  let spare: { date: Day; answer: string } | null = null;
  for (const upstream of upstreams) {
    if (date < upstream.since) continue;
    let failed = false;
    let loaded = false;
    for (let back = 0; back <= LOOK_BACK_DAYS; back++) {
      const earlier = addDays(date, -back);
      if (earlier < upstream.since) break;
      // Where each day costs a request, nothing older than a loaded day is asked for.
      const matters = !(loaded && upstream.maxRangeDays === 1);
      if (hasFailed(upstream, earlier) && matters) failed = true;
      const figure = figureOn(upstream, [source, target], earlier);
      if (figure) {
        const answer = `${figure} ${upstream.key} ${earlier}`;
        if (!failed) return { answer, passedOver };
        if (!spare || earlier > spare.date) spare = { date: earlier, answer };
        break;
      }
      loaded ||= observationsOn(upstream, earlier).length > 0;
    }
    passedOver ||= failed;
  }
  return { answer: spare && `${spare.answer} stale`, passedOver };
}

function figureOn(
  upstream: Upstream,
  [source, target]: readonly [string, string],
  date: Day,
): string | null {
  const rows = new Map(
    observationsOn(upstream, date).map(({ quote, rate }) => [quote, rate]),
  );
  const ofSource = rows.get(source);
  const ofTarget = rows.get(target);
  if (source === upstream.base) return ofTarget ? `${ofTarget} direct` : null;
  if (target === upstream.base) {
    return ofSource ? `${inverse(ofSource)} inverse` : null;
  }
  return ofSource && ofTarget ? `${quotient(ofTarget, ofSource)} cross` : null;
}

/** An answer in the same short words; says whether it was carried only by its day. */
function told({ rate, kind, provider, rateDate, stale }: Point | Rate): string {
  return [rate, kind, ...provider ? [provider, rateDate] : []]
    .concat(stale ? ["stale"] : []).join(" ");
}

function providersOf(upstreams: readonly Upstream[]): FakeProvider[] {
  return upstreams.map(({ key, base, since, maxRangeDays }) =>
    new FakeProvider({ key, base, since, maxRangeDays })
  );
}

/** Stores the histories, so that every day is loaded, empty or failed. */
async function fillStore(
  { store }: World,
  upstreams: readonly Upstream[],
): Promise<void> {
  const at = new Date(TIME.time);
  const retryAt = new Date(at.getTime() + 60_000);
  for (const upstream of upstreams) {
    const { key } = upstream;
    const days = eachDay({ from: upstream.since, to: RANGE.to });
    for (const date of days) {
      const covers = { from: date, to: date };
      if (hasFailed(upstream, date)) {
        await store.saveFailure(key, covers, { at, retryAt, reason: "Away" });
      } else {
        const observations = observationsOn(upstream, date);
        await store.save(key, { observations, covers, rejected: [] }, at);
      }
    }
  }
}

async function seriesTold(
  { series }: World,
  { source, fill }: { source: string; fill: boolean },
) {
  const { points, missing } = await series({
    source,
    targets: TARGETS,
    range: RANGE,
    fill,
  });
  const all = await visited(points);
  return {
    missing,
    points: all.map((one) => `${one.date} ${one.target} ${told(one)}`),
    carried: all.map(({ carried }) => carried),
  };
}

async function singlesTold(
  { quote }: World,
  source: string,
  days: Iterable<Day>,
): Promise<string[]> {
  const points: string[] = [];
  for (const date of days) {
    const quotes = await quote({ source, targets: TARGETS, date });
    for (const [target, answer] of quotes) {
      if (answer instanceof AppError) continue;
      points.push(`${date} ${target} ${told(answer)}`);
    }
  }
  return points;
}

Deno.test("Where every day is known, a series and the single questions give the numbers of the rules, and nobody is asked", async () => {
  const cases = fc.asyncProperty(
    anyUpstreams,
    fc.constantFrom(...SOURCES),
    async (upstreams, source) => {
      const providers = providersOf(upstreams);
      const world = createWorld(providers, TIME);
      await fillStore(world, upstreams);
      const expected: string[] = [];
      const carried: boolean[] = [];
      const open = new Set<Day>();
      for (const date of eachDay(RANGE)) {
        for (const target of TARGETS) {
          const { answer, passedOver } = judge(
            upstreams,
            [source, target],
            date,
          );
          if (passedOver) open.add(date);
          if (answer === null) continue;
          expected.push(`${date} ${target} ${answer}`);
          const isOfTheDay = answer.endsWith("identity") ||
            answer.includes(date);
          carried.push(!isOfTheDay);
        }
      }

      const filled = await seriesTold(world, { source, fill: true });
      assertEquals(filled.points, expected);
      assertEquals(filled.carried, carried);
      assertEquals(filled.missing, rangesOf(open));
      const bare = await seriesTold(world, { source, fill: false });
      assertEquals(bare.points, expected.filter((_, i) => !carried[i]));
      const singles = await singlesTold(world, source, eachDay(RANGE));
      assertEquals(singles, expected);
      assertEquals(providers.flatMap(({ asked }) => asked), []);
    },
  );
  await fc.assert(cases, { numRuns: 60 });
});

Deno.test("Where nothing is known yet, a series and single questions in any order find the same numbers", async () => {
  const anyOrder = fc.shuffledSubarray([...eachDay(RANGE)], {
    minLength: 10,
    maxLength: 10,
  });
  const anyStates = fc.array(fc.boolean(), { minLength: 3, maxLength: 3 });
  const cases = fc.asyncProperty(
    anyUpstreams,
    anyStates,
    anyOrder,
    async (generated, states, order) => {
      // Histories of one length, each in one request: the four that a series may make are enough.
      const upstreams = generated.map((one) => ({
        ...one,
        since: FIRST,
        maxRangeDays: 10_000,
      }));
      const connect = () => {
        const providers = providersOf(upstreams);
        for (const [i, provider] of providers.entries()) {
          const upstream = upstreams[i];
          if (!upstream) continue;
          provider.answer = states[i] ? fail() : publish(
            [...eachDay(RANGE)]
              .flatMap((date) => observationsOn(upstream, date)),
          );
        }
        return createWorld(providers, TIME);
      };
      const { points } = await seriesTold(connect(), {
        source: "USD",
        fill: true,
      });
      const days = new Set<string>(order);
      const inSeries = points.filter((point) => days.has(point.slice(0, 10)));
      const singles = await singlesTold(connect(), "USD", order);
      assertEquals(singles.sort(), inSeries.sort());
    },
  );
  await fc.assert(cases, { numRuns: 60 });
});
