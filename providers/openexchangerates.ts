/** Open Exchange Rates: one day a request against the US dollar, every calendar day, with an App ID. */

import { z } from "zod";
import { day, dayOf } from "../rates/day.ts";
import { ProviderError, type ProviderFault } from "../rates/errors.ts";
import type { Provider, ProviderFacts } from "../rates/ports.ts";
import { type Answer, statusError } from "./answer.ts";
import type { ProviderDeps } from "./http.ts";
import { rateMap, readJson, tryJson, wholeNumber } from "./json.ts";
import { collect, rowsOf } from "./observations.ts";

const KEY_SETTING = "OPENEXCHANGERATES_APP_ID";

const FACTS: ProviderFacts = {
  key: "openexchangerates",
  name: "Open Exchange Rates",
  base: "USD",
  since: day("1999-01-01"),
  maxRangeDays: 1,
  freshForSeconds: 3_600,
  settlesAfterHours: 1,
  publishesAtUtc: "00:00",
  publishesWeekends: true,
  concurrency: 8,
  // The free plan's.
  monthlyRequests: 1_000,
  synthetic: false,
  keySetting: KEY_SETTING,
  missingSetting: null,
  enabledAtFirst: true,
  source: "Open Exchange Rates",
  terms: "https://openexchangerates.org/license",
};

/** About 200 rates are 5 kB. */
const MAX_BYTES = 1_000_000;

const ratesBody = z.object({
  timestamp: wholeNumber,
  base: z.string(),
  rates: rateMap,
});

const errorBody = z.object({ error: z.literal(true), message: z.string() });

/** The vendor's documents and answers disagree on the statuses, so the word decides. */
const FAULTS: ReadonlyMap<string, ProviderFault> = new Map([
  ["missing_app_id", "unauthorized"],
  ["invalid_app_id", "unauthorized"],
  ["app_id_inactive", "unauthorized"],
  ["not_allowed", "plan"],
  ["access_restricted", "rate_limited"],
]);

/** Where Open Exchange Rates is asked, and as whom. */
export interface OpenExchangeRatesSettings {
  readonly baseUrl: string;
  readonly appId: string | null;
  /** What a month may cost; null for no limit. Default: the free plan's. */
  readonly monthlyRequests?: number | null;
}

/** The provider `openexchangerates`. */
export function createOpenExchangeRates(
  {
    door,
    clock,
    limits,
    baseUrl,
    appId,
    monthlyRequests = FACTS.monthlyRequests,
  }: ProviderDeps & OpenExchangeRatesSettings,
): Provider {
  const line = door.line(FACTS.key, { ...limits, keySetting: KEY_SETTING });
  return {
    facts: {
      ...FACTS,
      monthlyRequests,
      missingSetting: appId ? null : KEY_SETTING,
    },
    async fetch(range, options) {
      if (!appId) {
        throw new ProviderError("not_configured", `Set ${KEY_SETTING}`);
      }
      const today = dayOf(clock());
      const asked = range.from;
      const latest = asked === today;
      const path = latest ? "latest" : `historical/${asked}`;
      const body = await line.ask({
        ...options,
        url: `${baseUrl}/${path}.json`,
        headers: { authorization: `Token ${appId}` },
        kind: "json",
        maxBytes: MAX_BYTES,
        alsoRead: [400, 401, 403, 404, 429],
      }, readBody);
      const covers = { from: asked, to: asked };
      if (body === null) return collect([], { today, covers });
      const { base, rates, timestamp } = body;
      const date = latest ? dayOf(new Date(timestamp * 1000)) : asked;
      return collect(rowsOf(rates, { base, date }), { today, covers });
    },
    health: line.health,
    reset: line.reset,
  };
}

/** The rates; null when the vendor has none for the day. */
function readBody({ status, text }: Answer): z.output<typeof ratesBody> | null {
  const message = tryJson(text, errorBody)?.message;
  if (message === undefined) {
    if (status === 200) return readJson(text, ratesBody);
    throw statusError(status, { keySetting: KEY_SETTING });
  }
  if (message === "not_available") return null;
  const fault = FAULTS.get(message);
  if (fault === undefined) {
    throw statusError(status === 200 ? 400 : status, {
      keySetting: KEY_SETTING,
    });
  }
  const hint = fault === "unauthorized" ? `: check ${KEY_SETTING}` : "";
  throw new ProviderError(fault, `Answered ${message}${hint}`, { status });
}
