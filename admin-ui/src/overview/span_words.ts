/** How much of a provider's history is known, in words. */

import type { CoverageYears } from "../api/client.ts";
import { numberFormat } from "../text/formats.ts";

/** `1999 – 2026, complete` or `312 of 9,820 days`. */
export function spanWords(
  { since, years }: CoverageYears,
  locale: string,
): string {
  const number = numberFormat(locale);
  const sum = { known: 0, all: 0, failed: 0 };
  for (const { loaded, empty, failed, unknown } of years) {
    sum.known += loaded + empty;
    sum.failed += failed;
    sum.all += loaded + empty + failed + unknown;
  }
  const first = since.slice(0, 4);
  const failed = sum.failed > 0 ? `, ${number.format(sum.failed)} failed` : "";
  if (sum.known === 0) return `nothing since ${first}${failed}`;
  const missing = sum.all - sum.known;
  // The last days are always in motion.
  if (missing <= 3) return `complete since ${first}`;
  return `${number.format(sum.known)} of ${
    number.format(sum.all)
  } days since ${first}${failed}`;
}
