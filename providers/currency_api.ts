/** currency-api: free daily rates of all currencies, every calendar day since March 2024, from three mirrors. */

import { z } from "zod";
import { type Day, day, dayOf } from "../rates/day.ts";
import type { Provider, ProviderFacts, Published } from "../rates/ports.ts";
import { Mirrors, type MirrorSettings } from "./currency_api_mirrors.ts";
import type { ProviderDeps } from "./http.ts";
import { dayText, rateMap, readJson } from "./json.ts";
import { collect, rowsOf } from "./observations.ts";

const FACTS: ProviderFacts = {
  key: "currency-api",
  name: "currency-api (fawazahmed0)",
  base: "EUR",
  since: day("2024-03-02"),
  maxRangeDays: 1,
  freshForSeconds: 3_600,
  // Days appear up to 8 hours late, and now and then a day later.
  settlesAfterHours: 36,
  publishesAtUtc: "00:00",
  publishesWeekends: true,
  concurrency: 8,
  monthlyRequests: null,
  synthetic: false,
  keySetting: null,
  missingSetting: null,
  enabledAtFirst: true,
  source: "fawazahmed0/exchange-api",
  terms: "CC0-1.0",
};

const dayBody = z.object({ date: dayText, eur: rateMap });

/** The provider `currency-api`. */
export function createCurrencyApi(
  { door, clock, limits, ...settings }: ProviderDeps & MirrorSettings,
): Provider {
  const mirrors = new Mirrors({
    ...settings,
    clock,
    lineTo: (upstream) => door.line(FACTS.key, { ...limits, upstream }),
  });
  return {
    facts: FACTS,
    async fetch(range, options) {
      const today = dayOf(clock());
      const published = await mirrors.read(range.from, {
        ...options,
        parse: (text) =>
          parseCurrencyApiDay(text, { today, asked: range.from }),
      });
      return published ?? collect([], { today, covers: range });
    },
    health: () => mirrors.health(),
    reset: () => mirrors.reset(),
  };
}

/**
 * What the file of one day says; the day asked for is complete even if the file is of another.
 * @throws {ProviderError} `invalid_answer`
 */
export function parseCurrencyApiDay(
  text: string,
  { today, asked }: { readonly today: Day; readonly asked?: Day },
): Published {
  const { date, eur } = readJson(text, dayBody);
  const covered = asked ?? date;
  return collect(rowsOf(eur, { base: FACTS.base, date }), {
    today,
    covers: { from: covered, to: covered },
  });
}
