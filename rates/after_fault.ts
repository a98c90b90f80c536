/** What happens next when a request of a load fails: a table from the fault to the step. */

import { type DayRange, daysBetween } from "./day.ts";
import type { ProviderError } from "./errors.ts";
import type { ProviderFacts } from "./ports.ts";

/** The request that failed. */
export interface FailedRequest {
  /** As they are after the failure: a refusal may have changed them. */
  readonly facts: ProviderFacts;
  readonly range: DayRange;
  /** How often it was tried, this time included. */
  readonly tries: number;
}

/** What happens next; reasons are in words for the operator. */
export type NextStep =
  /** It is planned anew, as if it had not been tried: the provider answers shorter ranges. */
  | { readonly kind: "replan" }
  /** Nobody asks the provider for this long; then it is tried as if it had not been. */
  | { readonly kind: "rest"; readonly seconds: number }
  /** There is no allowance for this long: the run pauses. */
  | {
    readonly kind: "pause";
    readonly seconds: number;
    readonly reason: string;
  }
  /** Asking again does not help before somebody changes the settings: the ingestion fails. */
  | { readonly kind: "stop"; readonly reason: string }
  /** This one is tried again after so long, and the others go on. */
  | {
    readonly kind: "retry";
    readonly seconds: number;
    readonly reason: string;
  }
  /** This one fails for good, and the others go on. */
  | { readonly kind: "give_up"; readonly reason: string };

/** A provider that names no time. */
const REST_SECONDS = 60;
/** How often a request is tried before it is given up: half an hour in all. */
const MOST_TRIES = 6;
/** A question that the upstream refuses or answers with too much is no better the sixth time. */
const MOST_REFUSALS = 2;
const FIRST_RETRY_SECONDS = 5;
const LONGEST_RETRY_SECONDS = 3_600;

/** The step that follows from the fault. */
export function afterFault(
  { fault, message, info }: ProviderError,
  { facts, range, tries }: FailedRequest,
): NextStep {
  const { name, keySetting } = facts;
  const { retryAfterSeconds: seconds = REST_SECONDS } = info;
  switch (fault) {
    case "plan": {
      const days = daysBetween(range.from, range.to) + 1;
      if (days > facts.maxRangeDays) return { kind: "replan" };
    } // falls through
    case "unauthorized":
    case "not_configured": {
      const check = keySetting && !message.includes(keySetting)
        ? `; check ${keySetting}`
        : "";
      return { kind: "stop", reason: `${name}: ${message}${check}` };
    }
    case "allowance_spent":
      return { kind: "pause", seconds, reason: `${name}: ${message}` };
    case "rate_limited":
    case "resting":
      return { kind: "rest", seconds };
    case "refused":
    case "too_large":
      return tryAgain({ reason: message, tries, most: MOST_REFUSALS });
    case "unreachable":
    case "timeout":
    case "server_error":
    case "invalid_answer":
      return tryAgain({ reason: message, tries, most: MOST_TRIES });
  }
}

/** With growing distance, until it was tried often enough. */
function tryAgain({ reason, tries, most }: {
  readonly reason: string;
  readonly tries: number;
  readonly most: number;
}): NextStep {
  if (tries >= most) return { kind: "give_up", reason };
  const seconds = Math.min(
    FIRST_RETRY_SECONDS * 3 ** (tries - 1),
    LONGEST_RETRY_SECONDS,
  );
  return { kind: "retry", seconds, reason };
}
