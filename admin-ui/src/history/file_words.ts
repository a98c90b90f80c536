/** What a file came to, as one sentence. */

import type { FileReport } from "../api/client.ts";
import { rangeWords } from "./load_words.ts";
import { numberFormat } from "../text/formats.ts";

/** The sentence. */
export function fileWords(report: FileReport, locale: string): string {
  const number = numberFormat(locale);
  const { from, to, rates, days, rejected } = report;
  const count = (n: number, noun: string) =>
    `${number.format(n)} ${noun}${n === 1 ? "" : "s"}`;
  const bad = rejected > 0 ? ` ${count(rejected, "row")} left out.` : "";
  if (!from || !to) return `The file held no rate that can be used.${bad}`;
  const read = `${count(days, "day")} with rates, ${
    rangeWords({ from, to }, locale)
  }: ${count(rates.inserted, "new rate")}, ${
    number.format(rates.revised)
  } revised, ${number.format(rates.unchanged)} known already.`;
  return `${read}${bad}`;
}
