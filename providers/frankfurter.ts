/** Frankfurter, API version 2: daily rates blended from the central banks, weekends left out, no key. */

import { z } from "zod";
import { day, dayOf } from "../rates/day.ts";
import type { Provider, ProviderFacts } from "../rates/ports.ts";
import type { ProviderDeps } from "./http.ts";
import { readJson } from "./json.ts";
import { collect } from "./observations.ts";

const FACTS: ProviderFacts = {
  key: "frankfurter",
  name: "Frankfurter",
  base: "EUR",
  since: day("1999-01-04"),
  maxRangeDays: 60,
  freshForSeconds: 3_600,
  settlesAfterHours: 24,
  // Soon after the European Central Bank.
  publishesAtUtc: "14:30",
  publishesWeekends: false,
  concurrency: 4,
  monthlyRequests: null,
  synthetic: false,
  keySetting: null,
  missingSetting: null,
  enabledAtFirst: true,
  source: "Frankfurter, from the daily rates of central banks",
  terms: "https://frankfurter.dev",
};

/** 60 days of some 200 currencies are 1 MB. */
const MAX_BYTES = 8_000_000;

const rowsBody = z.array(
  z.object({
    date: z.string(),
    base: z.string(),
    quote: z.string(),
    rate: z.unknown(),
  }),
);

/** `{"status":404,"message":"not found"}`: no data. Another 404 is not Frankfurter's. */
const nothingBody = z.object({ message: z.string() });

/** Where Frankfurter is asked. */
export interface FrankfurterSettings {
  readonly baseUrl: string;
}

/** The provider `frankfurter`. */
export function createFrankfurter(
  { door, clock, limits, baseUrl }: ProviderDeps & FrankfurterSettings,
): Provider {
  const line = door.line(FACTS.key, limits);
  return {
    facts: FACTS,
    async fetch(range, options) {
      const { from, to } = range;
      const rows = await line.ask({
        ...options,
        url: `${baseUrl}/rates?from=${from}&to=${to}&base=${FACTS.base}`,
        kind: "json",
        maxBytes: MAX_BYTES,
        alsoRead: [404],
      }, ({ status, text }) => {
        if (status !== 404) return readJson(text, rowsBody);
        readJson(text, nothingBody);
        return [];
      });
      // A range that begins on a day without rates is answered from the day before it.
      return collect(rows, {
        today: dayOf(clock()),
        within: range,
        covers: range,
      });
    },
    health: line.health,
    reset: line.reset,
  };
}
