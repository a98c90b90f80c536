/** How trying a provider went, as one sentence. */

import type { Trial } from "../api/client.ts";
import { shortDay, weekday } from "../text/days.ts";
import { formatRate } from "../text/decimals.ts";

/** The sentence: how long it took, what came, and a pair that can be checked at a glance. */
export function trialWords(
  trial: Trial,
  { today, words, figures }: {
    readonly today: string;
    /** The locale of words and that of figures. */
    readonly words: string;
    readonly figures: string;
  },
): string {
  const time = `${formatRate(trial.latency_ms, figures)} ms`;
  if (trial.failure?.fault === "resting") {
    return `${trial.failure.reason}. Reset it to ask at once.`;
  }
  if (!trial.ok) {
    return `No answer after ${time}: ${
      trial.failure?.reason ?? "it did not say why"
    }.`;
  }
  if (trial.date === null) {
    return `Answered in ${time}, but without a single rate of the last days.`;
  }
  const day = `${weekday(trial.date)}, ${shortDay(trial.date, today, words)}`;
  const rates = trial.rates === 1 ? "1 rate" : `${trial.rates} rates`;
  const { sample } = trial;
  const pair = sample &&
    ` 1 ${sample.base} = ${formatRate(sample.rate, figures)} ${sample.quote}.`;
  return `Answered in ${time} with ${rates} of ${day}.${pair ?? ""}`;
}
