/** The questions of the measurements, and their days: all inside the generated history. */

import { addDays, type Day, day } from "../../rates/day.ts";

const FIRST = day("1999-01-04");

/** Days of 25 years, in the generated history that is 27 years long. */
const SPAN_DAYS = 9_131;

/** A pair whose currencies have the whole history, through the provider's base. */
export const CROSS = { source: "USD", target: "GBP" } as const;

/** The addresses that are asked over and over. */
export const HOT = {
  rate: "exchange-rate?source=USD&target=INR&date=2024-10-25",
  weeks:
    "currency-rates?source=USD&symbols=INR,GBP&date_from=2024-01-12&date_to=2024-02-28",
  years: seriesPath(longRange(0)),
};

/** The address of one rate that was not asked for before: another day each time. */
export function ratePath(i: number): string {
  const { source, target } = CROSS;
  const date = dateOf(i);
  return `exchange-rate?source=${source}&target=${target}&date=${date}`;
}

/** The day of the i-th question for one rate. */
export function dateOf(i: number): Day {
  return addDays(FIRST, 30 + (i * 37) % SPAN_DAYS);
}

/** 25 years that were not asked for before: they begin on another day each time. */
export function longRange(i: number): { readonly from: Day; readonly to: Day } {
  const from = addDays(FIRST, i % 300);
  return { from, to: addDays(from, SPAN_DAYS) };
}

/** The address of the daily series of the pair. */
export function seriesPath({ from, to }: ReturnType<typeof longRange>): string {
  const { source, target } = CROSS;
  return `currency-rates?source=${source}&symbols=${target}&date_from=${from}&date_to=${to}`;
}
