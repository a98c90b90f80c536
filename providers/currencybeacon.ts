/** CurrencyBeacon: one day a request against the US dollar, or a time series where the plan has it, with a key. */

import { z } from "zod";
import { type Day, day, dayOf, type DayRange } from "../rates/day.ts";
import { ProviderError } from "../rates/errors.ts";
import type { Provider, ProviderFacts } from "../rates/ports.ts";
import { statusError } from "./answer.ts";
import type { ProviderDeps } from "./http.ts";
import { dayText, rateMap, readJson, shaped, wholeNumber } from "./json.ts";
import { collect, type RawRate, rowsOf } from "./observations.ts";

const KEY_SETTING = "CURRENCYBEACON_API_KEY";

const SERIES_SETTING = "CURRENCYBEACON_TIME_SERIES";

const FACTS: ProviderFacts = {
  key: "currencybeacon",
  name: "CurrencyBeacon",
  base: "USD",
  since: day("1996-01-01"),
  maxRangeDays: 1,
  freshForSeconds: 3_600,
  settlesAfterHours: 1,
  publishesAtUtc: "00:00",
  publishesWeekends: true,
  concurrency: 8,
  // The free plan's.
  monthlyRequests: 5_000,
  synthetic: false,
  keySetting: KEY_SETTING,
  missingSetting: null,
  enabledAtFirst: true,
  source: "CurrencyBeacon, mid-market rates",
  terms: "https://currencybeacon.com/terms",
};

/** The vendor names no longest range; one of exactly a year was seen to work. */
const TIME_SERIES_DAYS = 365;

/** How long a plan that refused time series is taken to have none. */
const REFUSAL_MS = 86_400_000;

/** A day with all cryptocurrencies, in both copies that the envelope holds, is about 200 kB. */
const MAX_DAY_BYTES = 2_000_000;
const MAX_SERIES_BYTES = 64_000_000;

/** Codes of its own that say what a status says. */
const STATUS_OF_CODE: Readonly<Record<number, number>> = {
  600: 503,
  601: 401,
  602: 422,
  603: 403,
};

const envelope = z.object({
  meta: z.object({ code: wholeNumber }),
  response: z.unknown(),
});

const dayBody = z.object({
  // A day in `/historical`, an instant in `/latest`.
  date: dayText,
  base: z.string(),
  rates: rateMap,
});

/** Days stand directly under `response`, each with its map. */
const seriesBody = rateMap;

/** Where CurrencyBeacon is asked, and as whom. */
export interface CurrencyBeaconSettings {
  readonly baseUrl: string;
  readonly apiKey: string | null;
  /** Whether the plan has time series: up to a year a request in place of a day. Default false. */
  readonly timeSeries?: boolean;
  /** What a month may cost; null for no limit. Default: the free plan's. */
  readonly monthlyRequests?: number | null;
}

/** A time series was refused: the plan is taken to have none until then. */
interface Refusal {
  readonly error: ProviderError;
  readonly until: Date;
}

/** The provider `currencybeacon`. */
export function createCurrencyBeacon(
  {
    door,
    clock,
    limits,
    baseUrl,
    apiKey,
    timeSeries = false,
    monthlyRequests = FACTS.monthlyRequests,
  }: ProviderDeps & CurrencyBeaconSettings,
): Provider {
  const line = door.line(FACTS.key, { ...limits, keySetting: KEY_SETTING });
  const byDay: ProviderFacts = {
    ...FACTS,
    monthlyRequests,
    missingSetting: apiKey ? null : KEY_SETTING,
  };
  const bySeries: ProviderFacts = { ...byDay, maxRangeDays: TIME_SERIES_DAYS };
  let refusal: Refusal | null = null;

  function refused(): ProviderError | null {
    return refusal && clock() < refusal.until ? refusal.error : null;
  }

  return {
    get facts() {
      return timeSeries && !refused() ? bySeries : byDay;
    },
    async fetch(range, options) {
      if (!apiKey) {
        throw new ProviderError("not_configured", `Set ${KEY_SETTING}`);
      }
      const series = range.from !== range.to;
      const before = series && refused();
      if (before) throw before;
      const today = dayOf(clock());
      try {
        const rows = await line.ask({
          ...options,
          url: `${baseUrl}/${pathOf(range, today)}`,
          headers: { authorization: `Bearer ${apiKey}` },
          kind: "json",
          extra: series,
          maxBytes: series ? MAX_SERIES_BYTES : MAX_DAY_BYTES,
        }, ({ text }) => series ? rowsOfSeries(text) : rowsOfDay(text));
        return collect(rows, { today, covers: range });
      } catch (error) {
        const isPlan = error instanceof ProviderError && error.fault === "plan";
        if (!series || !isPlan) throw error;
        const told = new ProviderError(
          "plan",
          `The plan has no time series: set ${SERIES_SETTING}=off`,
          error.info,
        );
        const until = new Date(clock().getTime() + REFUSAL_MS);
        refusal = { error: told, until };
        throw told;
      }
    },
    health: line.health,
    reset() {
      refusal = null;
      line.reset();
    },
  };
}

/** `/latest` knows no date and must not answer for a past day. */
function pathOf({ from, to }: DayRange, today: Day): string {
  const base = `base=${FACTS.base}`;
  if (from !== to) {
    return `timeseries?${base}&start_date=${from}&end_date=${to}`;
  }
  return from === today ? `latest?${base}` : `historical?${base}&date=${from}`;
}

function rowsOfDay(text: string): Iterable<RawRate> {
  const { rates, base, date } = payloadOf(text, dayBody);
  return rowsOf(rates, { base, date });
}

function rowsOfSeries(text: string): Iterable<RawRate> {
  return Object.entries(payloadOf(text, seriesBody)).flatMap((
    [date, rates],
  ) => [...rowsOf(shaped(rates, rateMap), { base: FACTS.base, date })]);
}

/** What stands under `response`; an error may come with HTTP 200 and say so in `meta.code` alone. */
function payloadOf<T>(text: string, schema: z.ZodType<T>): T {
  const { meta: { code }, response } = readJson(text, envelope);
  if (code === 200) return shaped(response, schema);
  throw statusError(STATUS_OF_CODE[code] ?? code, {
    said: `code ${code}`,
    keySetting: KEY_SETTING,
  });
}
