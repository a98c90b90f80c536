/** The list of upstream providers, in the order of preference of the first start. */

import type { Provider } from "../rates/ports.ts";
import { createCurrencyApi } from "./currency_api.ts";
import type { CdnMirror } from "./currency_api_mirrors.ts";
import { createCurrencyBeacon } from "./currencybeacon.ts";
import { createEcb } from "./ecb.ts";
import { createFrankfurter } from "./frankfurter.ts";
import { createDoor, type DoorOptions, type LineOptions } from "./http.ts";
import { createMock } from "./mock.ts";
import { createOpenExchangeRates } from "./openexchangerates.ts";

/** Where each vendor is; a self-hosted Frankfurter or a proxy goes here. */
export interface BaseUrls {
  readonly currencybeacon: string;
  readonly ecbFiles: string;
  readonly ecbApi: string;
  readonly frankfurter: string;
  readonly openexchangerates: string;
  readonly currencyApi: readonly CdnMirror[];
}

/** The vendors' own addresses. */
export const BASE_URLS: BaseUrls = {
  currencybeacon: "https://api.currencybeacon.com/v1",
  ecbFiles: "https://www.ecb.europa.eu/stats/eurofxref",
  ecbApi: "https://data-api.ecb.europa.eu",
  frankfurter: "https://api.frankfurter.dev/v2",
  openexchangerates: "https://openexchangerates.org/api",
  currencyApi: [
    {
      name: "jsDelivr",
      url: "https://cdn.jsdelivr.net/npm/@fawazahmed0/currency-api@{version}",
    },
    { name: "pages.dev", url: "https://{date}.currency-api.pages.dev" },
  ],
};

/** All that the providers need of the outside. */
export interface ProvidersDeps extends DoorOptions {
  readonly keys: {
    readonly currencybeacon: string | null;
    readonly openexchangerates: string | null;
  };
  /** The npm registry as npm is configured; null to do without. */
  readonly npmRegistry: () => string | null;
  readonly baseUrls?: Partial<BaseUrls>;
  /** Whether CurrencyBeacon's plan has time series. Default false. */
  readonly currencybeaconTimeSeries?: boolean;
  readonly limits?: Pick<LineOptions, "timeoutMs" | "concurrency">;
  /** What a month may cost, where it is not the free plan's; null for no limit. */
  readonly monthlyRequests?: {
    readonly currencybeacon?: number | null;
    readonly openexchangerates?: number | null;
  };
}

/** Every provider, in the order in which a new database prefers them. */
export function createProviders(
  {
    keys,
    npmRegistry,
    baseUrls,
    currencybeaconTimeSeries,
    limits,
    monthlyRequests = {},
    ...door
  }: ProvidersDeps,
): Provider[] {
  const urls = { ...BASE_URLS, ...baseUrls };
  const deps = { door: createDoor(door), clock: door.clock, limits };
  return [
    createCurrencyBeacon({
      ...deps,
      baseUrl: urls.currencybeacon,
      apiKey: keys.currencybeacon,
      timeSeries: currencybeaconTimeSeries,
      monthlyRequests: monthlyRequests.currencybeacon,
    }),
    createEcb({ ...deps, filesUrl: urls.ecbFiles, apiUrl: urls.ecbApi }),
    createFrankfurter({ ...deps, baseUrl: urls.frankfurter }),
    createOpenExchangeRates({
      ...deps,
      baseUrl: urls.openexchangerates,
      appId: keys.openexchangerates,
      monthlyRequests: monthlyRequests.openexchangerates,
    }),
    createCurrencyApi({ ...deps, mirrors: urls.currencyApi, npmRegistry }),
    createMock(deps),
  ];
}
