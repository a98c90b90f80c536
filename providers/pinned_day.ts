/** One day of currency-api that comes with the program, so that a first start without a network has real rates. */

import { dayOf } from "../rates/day.ts";
import type { Published } from "../rates/ports.ts";
import { parseCurrencyApiDay } from "./currency_api.ts";

/** What that day says. Its numbers are written by a JSON serialiser, so serialising them again gives their digits back. */
export async function readPinnedDay(): Promise<Published> {
  const { default: body } = await import(
    "@fawazahmed0/currency-api/v1/currencies/eur.json",
    { with: { type: "json" } }
  );
  const today = dayOf(new Date(`${body.date}T00:00:00Z`));
  return parseCurrencyApiDay(JSON.stringify(body), { today });
}
