/** Every provider that asks over HTTP, set up against a given address, and its vendor's way to write a day's rates. */

import type { Day } from "../../rates/day.ts";
import type { Provider } from "../../rates/ports.ts";
import { createCurrencyApi } from "../../providers/currency_api.ts";
import { createCurrencyBeacon } from "../../providers/currencybeacon.ts";
import { createEcb } from "../../providers/ecb.ts";
import { createFrankfurter } from "../../providers/frankfurter.ts";
import { createOpenExchangeRates } from "../../providers/openexchangerates.ts";
import { type Bench, respond } from "./upstream.ts";

/** A vendor: how it is asked and how it answers. */
export interface Vendor {
  readonly name: string;
  readonly base: string;
  readonly create: (
    bench: Bench,
    url: string,
    limits?: { readonly timeoutMs: number },
  ) => Provider;
  /** The answer for one day; rates are written as given, so that they need not be numbers. */
  readonly write: (date: Day, rates: Record<string, string>) => Response;
}

/** A key that must never be seen again. */
export const SECRET = "s3cr3t-k3y";

/** Patience that a busy machine does not exhaust; a test of impatience brings its own. */
const PATIENT = { timeoutMs: 10_000 };

/** The vendors. */
export const VENDORS: readonly Vendor[] = [
  {
    name: "currencybeacon",
    base: "USD",
    create: ({ door, clock }, url, limits = PATIENT) =>
      createCurrencyBeacon({
        door,
        clock,
        limits,
        baseUrl: url,
        apiKey: SECRET,
      }),
    write: (date, rates) => respond(beaconDay(date, rates)),
  },
  {
    name: "ecb",
    base: "EUR",
    create: ({ door, clock }, url, limits = PATIENT) =>
      createEcb({ door, clock, limits, filesUrl: url, apiUrl: url }),
    write: (date, rates) =>
      respond(ecbXml({ [date]: rates }), { type: "text/xml" }),
  },
  {
    name: "frankfurter",
    base: "EUR",
    create: ({ door, clock }, url, limits = PATIENT) =>
      createFrankfurter({ door, clock, limits, baseUrl: url }),
    write: (date, rates) => respond(frankfurterRows(date, rates)),
  },
  {
    name: "openexchangerates",
    base: "USD",
    create: ({ door, clock }, url, limits = PATIENT) =>
      createOpenExchangeRates({
        door,
        clock,
        limits,
        baseUrl: url,
        appId: SECRET,
      }),
    write: (date, rates) => respond(oxrDay(date, rates)),
  },
  {
    name: "currency-api",
    base: "EUR",
    create: ({ door, clock }, url, limits = PATIENT) =>
      createCurrencyApi({
        door,
        clock,
        limits,
        mirrors: [{ name: "mirror", url: `${url}/{version}` }],
        npmRegistry: () => null,
      }),
    write: (date, rates) => respond(`{"date":"${date}","eur":${map(rates)}}`),
  },
];

/** CurrencyBeacon's envelope: the payload under `response` and again at the top. */
export function beaconDay(date: string, rates: Record<string, string>): string {
  const payload = `"date":"${date}","base":"USD","rates":${map(rates)}`;
  return `{"meta":{"code":200},"response":{${payload}},${payload}}`;
}

/** Open Exchange Rates' document, stamped at the day's noon. */
export function oxrDay(date: string, rates: Record<string, string>): string {
  const timestamp = Date.parse(`${date}T12:00:00Z`) / 1000;
  return `{"license":"","timestamp":${timestamp},"base":"USD","rates":${
    map(rates)
  }}`;
}

/** Frankfurter's rows, with the identity row that it includes. */
export function frankfurterRows(
  date: string,
  rates: Record<string, string>,
): string {
  const rows = Object.entries({ EUR: "1.0", ...rates }).map(([quote, rate]) =>
    `{"date":"${date}","base":"EUR","quote":"${quote}","rate":${rate}}`
  );
  return `[${rows.join()}]`;
}

/** The European Central Bank's XML, single quotes as in its daily file. */
export function ecbXml(days: Record<string, Record<string, string>>): string {
  const cubes = Object.entries(days).map(([date, rates]) =>
    `<Cube time='${date}'>${
      Object.entries(rates).map(([code, rate]) =>
        `<Cube currency='${code}' rate='${rate}'/>`
      ).join("")
    }</Cube>`
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
	<gesmes:subject>Reference rates</gesmes:subject>
	<Cube>${cubes.join("\n")}</Cube>
</gesmes:Envelope>`;
}

function map(rates: Record<string, string>): string {
  const members = Object.entries(rates).map(([code, rate]) =>
    `"${code}":${rate}`
  );
  return `{${members.join()}}`;
}
