/** Why a provider is not asked within a question, or no longer: the words in which it is told. */

import type { Day } from "./day.ts";
import { AppError, type ProviderFailure } from "./errors.ts";
import type { Provider } from "./ports.ts";

/** It lacks a setting; null when it has all. */
export function notConfigured({ facts }: Provider): ProviderFailure | null {
  return facts.missingSetting === null
    ? null
    : { provider: facts.key, reason: `${facts.missingSetting} is not set` };
}

/** It is left alone after failures; null when it can be asked. */
export function resting(provider: Provider): ProviderFailure | null {
  return provider.health().breaker === "open"
    ? { provider: provider.facts.key, reason: "it rests after failures" }
    : null;
}

/** It has answered, and left this day open. */
export function leftOpen({ facts }: Provider, date: Day): ProviderFailure {
  const reason = `it has not said yet whether it published on ${date}`;
  return { provider: facts.key, reason };
}

/** Whoever asks has caused enough requests for now. */
export function shareSpent({ facts }: Provider): ProviderFailure {
  return {
    provider: facts.key,
    reason: "your share of the requests to it is spent for now",
  };
}

/** The question could not wait for it. */
export function tooLate({ facts }: Provider): ProviderFailure {
  return { provider: facts.key, reason: "it did not answer in time" };
}

/** Nobody is there to be asked. */
export function nobodyEnabled(pair: string): AppError {
  return new AppError(
    "no_rate",
    `No provider is enabled, so nobody can be asked for ${pair}. Enable one.`,
  );
}
