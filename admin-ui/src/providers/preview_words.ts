/** Who would answer, as one sentence. */

import type { ProviderPreview } from "../api/client.ts";
import { longDay } from "../text/days.ts";
import { formatRate } from "../text/decimals.ts";

/** The sentence. */
export function previewWords(
  { asks, rate }: Pick<ProviderPreview, "asks" | "rate">,
  { source, target }: { readonly source: string; readonly target: string },
  { names, words, figures }: {
    readonly names: ReadonlyMap<string, string>;
    readonly words: string;
    readonly figures: string;
  },
): string {
  const name = (key: string | null) => names.get(key ?? "") ?? key ?? "";
  const figure = rate &&
    `1 ${source} = ${formatRate(rate.rate, figures)} ${target}, ${
      longDay(rate.rate_date, words)
    }`;
  if (asks && rate) {
    return asks === rate.provider
      ? `${
        name(asks)
      } is asked; if it has nothing newer, its stored rate answers: ${figure}.`
      : `${name(asks)} is asked; if it does not know, ${
        name(rate.provider)
      } answers from what is stored: ${figure}.`;
  }
  if (asks) return `${name(asks)} is asked; nothing is stored to fall back on.`;
  if (rate) {
    return `${name(rate.provider)} answers from what is stored: ${figure}${
      rate.stale ? ", marked stale" : ""
    }.`;
  }
  return `Nobody who is on can answer ${source} to ${target}.`;
}
