/** Trying a provider now: one real request for the newest rates, of which nothing is stored. */

import { z } from "@hono/zod-openapi";
import { addDays, type Day, dayOf } from "../rates/day.ts";
import { toJsonNumber } from "../rates/decimal.ts";
import { endedBy, ProviderError } from "../rates/errors.ts";
import type { Clock, Observation, Provider } from "../rates/ports.ts";

/** How a trial went. */
export const Trial = z.object({
  provider: z.string(),
  ok: z.boolean(),
  latency_ms: z.number(),
  date: z.string().nullable().openapi({
    format: "date",
    description: "The newest day it answered.",
  }),
  rates: z.int().openapi({ description: "How many rates of that day." }),
  sample: z.object({
    base: z.string(),
    quote: z.string(),
    rate: z.number(),
  }).nullable(),
  rejected: z.array(z.object({ row: z.string(), reason: z.string() })).openapi({
    description: "Rows that cannot be right, twenty at most.",
  }),
  failure: z.object({ fault: z.string(), reason: z.string() }).nullable(),
}).openapi("ProviderTrial");

/** A long weekend: banks that rest over it still show their last day. */
const TRIAL_DAYS = 5;

const SHOWN_REJECTIONS = 20;

/** Asks the provider for its newest rates. */
export async function tryProvider(
  provider: Provider,
  { clock, testDeadlineMs }: {
    readonly clock: Clock;
    readonly testDeadlineMs: number;
  },
): Promise<z.infer<typeof Trial>> {
  const { key, maxRangeDays } = provider.facts;
  const to = dayOf(clock());
  const from = addDays(to, 1 - Math.min(TRIAL_DAYS, maxRangeDays));
  const startMs = performance.now();
  const tried = { provider: key, date: null, rates: 0, sample: null };
  try {
    const { observations, rejected } = await provider.fetch({ from, to }, {
      signal: AbortSignal.timeout(testDeadlineMs),
      attempts: 1,
    });
    const newest = newestOf(observations);
    return {
      ...tried,
      ok: true,
      latency_ms: elapsedMs(startMs),
      date: newest,
      rates: observations.filter((one) => one.date === newest).length,
      sample: sampleOf(observations, newest),
      rejected: rejected.slice(0, SHOWN_REJECTIONS),
      failure: null,
    };
  } catch (thrown) {
    const error = endedBy(thrown);
    if (!(error instanceof ProviderError)) throw error;
    return {
      ...tried,
      ok: false,
      latency_ms: elapsedMs(startMs),
      rejected: [],
      failure: { fault: error.fault, reason: error.message },
    };
  }
}

function elapsedMs(startMs: number): number {
  return Math.round(performance.now() - startMs);
}

function newestOf(observations: readonly Observation[]): Day | null {
  let newest: Day | null = null;
  for (const { date } of observations) {
    if (newest === null || date > newest) newest = date;
  }
  return newest;
}

/** A pair that everybody can check at a glance. */
function sampleOf(observations: readonly Observation[], newest: Day | null) {
  const sameDay = observations.filter(({ date }) => date === newest);
  const found = sameDay.find(({ quote }) => quote === "USD") ??
    sameDay.find(({ quote }) => quote === "EUR") ?? sameDay[0];
  return found
    ? { base: found.base, quote: found.quote, rate: toJsonNumber(found.rate) }
    : null;
}
