/** Made-up rates for demonstrations: a walk near the true crosses that is the same in every process. */

import { isoCurrencies, wasMoneyOn } from "../rates/currency.ts";
import { type Day, day, dayNumber, dayOf, eachDay } from "../rates/day.ts";
import type { Provider, ProviderFacts } from "../rates/ports.ts";
import type { ProviderDeps } from "./http.ts";
import { collect, type RawRate } from "./observations.ts";
import { Tally } from "./tally.ts";

const FACTS: ProviderFacts = {
  key: "mock",
  name: "Mock",
  base: "USD",
  since: day("1999-01-01"),
  maxRangeDays: 366,
  freshForSeconds: 86_400,
  settlesAfterHours: 0,
  publishesAtUtc: "00:00",
  publishesWeekends: true,
  concurrency: 1,
  monthlyRequests: null,
  synthetic: true,
  keySetting: null,
  missingSetting: null,
  // Made-up rates must never be served by accident.
  enabledAtFirst: false,
  source: "Made up",
  terms: "None: not for any decision",
};

/** Sums of smooth noise: a span in days and its share. Together they stay within 8 % of the anchor. */
const OCTAVES = [[1, 0.004], [7, 0.011], [30, 0.02], [180, 0.04]] as const;

const DIGITS = 8;

/** Units of each currency for 1 US dollar, from a day of currency-api. */
type Anchors = ReadonlyMap<string, number>;

/** The provider `mock`. */
export function createMock({ clock }: Pick<ProviderDeps, "clock">): Provider {
  const tally = new Tally(clock);
  let anchors: Promise<Anchors> | null = null;
  return {
    facts: FACTS,
    async fetch(range, { signal }) {
      const startedAt = clock();
      anchors ??= loadAnchors().catch((error: unknown) => {
        anchors = null;
        throw error;
      });
      const found = await anchors;
      signal.throwIfAborted();
      const published = collect(walk(found, [...eachDay(range)]), {
        today: dayOf(clock()),
        covers: range,
      });
      tally.succeeded(startedAt);
      return published;
    },
    health: () => ({ ...tally.counts, breaker: "closed", restingUntil: null }),
    reset() {},
  };
}

/** A year of crosses takes a while to make, so they are loaded at the first use only. */
async function loadAnchors(): Promise<Anchors> {
  const { default: { eur } } = await import(
    "@fawazahmed0/currency-api/v1/currencies/eur.json",
    { with: { type: "json" } }
  );
  const perEuro = new Map<string, number>(Object.entries(eur));
  const dollar = perEuro.get("usd") ?? 1;
  const found = new Map<string, number>();
  for (const { code } of isoCurrencies()) {
    const rate = perEuro.get(code.toLowerCase());
    if (rate !== undefined) found.set(code, rate / dollar);
  }
  return found;
}

function* walk(anchors: Anchors, days: readonly Day[]): Generator<RawRate> {
  for (const date of days) {
    for (const [quote, anchor] of anchors) {
      if (!wasMoneyOn(quote, date)) continue;
      const rate = anchor * (1 + drift(quote, dayNumber(date)));
      yield {
        base: FACTS.base,
        quote,
        date,
        rate: rate.toPrecision(DIGITS),
      };
    }
  }
}

/** The relative distance from the anchor on a day; only additions and products, so the same on every machine. */
function drift(code: string, dayCount: number): number {
  let sum = 0;
  for (const [span, share] of OCTAVES) {
    const place = dayCount / span;
    const before = Math.floor(place);
    const t = place - before;
    const a = noise(`${code}/${span}/${before}`);
    const b = noise(`${code}/${span}/${before + 1}`);
    sum += share * (a + (b - a) * t * t * (3 - 2 * t));
  }
  return sum;
}

/** A number from -1 up to 1 that the seed alone decides (FNV-1a with a final mix). */
function noise(seed: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < seed.length; i++) {
    hash = Math.imul(hash ^ seed.charCodeAt(i), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  hash ^= hash >>> 15;
  return (hash >>> 0) / 2 ** 31 - 1;
}
