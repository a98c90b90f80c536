/** What a load would take, before anybody starts it. */

import type { IngestionPlan, Provider } from "../api/client.ts";
import { requests } from "./load_words.ts";
import { numberFormat } from "../text/formats.ts";

/** The sentence: how many requests, and what of the month's allowance stays. */
export function planWords(
  { requests: count }: Pick<IngestionPlan, "requests">,
  { name, monthly_requests: allowance, requests_this_month: used }: Pick<
    Provider,
    "name" | "monthly_requests" | "requests_this_month"
  >,
  locale: string,
): string {
  const number = numberFormat(locale);
  if (count === 0) return "Every one of these days is known: nothing to load.";
  const takes = `Takes ${requests(count, number)} to ${name}.`;
  if (allowance === null) return takes;
  const left = Math.max(0, allowance - used);
  const month = `${number.format(left)} of this month’s ${
    number.format(allowance)
  } are left`;
  return left >= count
    ? `${takes} ${month}.`
    : `${takes} Only ${month}; it goes on by itself next month.`;
}
