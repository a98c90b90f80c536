/** A history as large as the European Central Bank's: as many days and rates, with digits of the same length. */

import { strToU8, zipSync } from "fflate";

const CODES =
  "USD JPY CZK DKK GBP HUF PLN SEK CHF NOK AUD CAD HKD KRW NZD SGD ZAR INR BRL CNY IDR ILS MXN MYR PHP THB TRY RON ISK BGN HRK"
    .split(" ");
const FIRST = Date.UTC(1999, 0, 4);
const LAST = Date.UTC(2025, 11, 31);
const DAY_MS = 86_400_000;

/** Days at the end whose rates are others in each revision. */
const REVISED_DAYS = 60;

/** The file `eurofxref-hist.zip`, as it was or as it was revised. */
export function generatedHistory(revision = 0): Uint8Array<ArrayBuffer> {
  const lines = [`Date,${CODES.join(",")},`];
  for (let time = LAST; time >= FIRST; time -= DAY_MS) {
    const date = new Date(time);
    if (date.getUTCDay() % 6 === 0) continue;
    const day = date.toISOString().slice(0, 10);
    const revised = time > LAST - REVISED_DAYS * DAY_MS ? revision / 1_000 : 0;
    const rates = CODES.map((code, i) =>
      code === "HRK" && day > "2022-12-30"
        ? "N/A"
        : ((i + 1) * 1.2345 + (time / DAY_MS % 997) / 9_973 + revised)
          .toFixed(4)
    );
    lines.push(`${day},${rates.join(",")},`);
  }
  return zipSync({ "eurofxref-hist.csv": strToU8(lines.join("\n")) });
}
