/** An upstream source of rates: what it is, how it is asked, and what it says. */

import type { CurrencyCode } from "../currency.ts";
import type { Day, DayRange } from "../day.ts";
import type { DecimalText } from "../decimal.ts";
import type { ProviderFault } from "../errors.ts";

/** One published rate: `rate` units of `quote` for 1 `base` on `date`, in the direction and digits of the source. */
export interface Observation {
  readonly base: CurrencyCode;
  readonly quote: CurrencyCode;
  readonly date: Day;
  readonly rate: DecimalText;
}

/** A row of an upstream's answer that was not taken, and why: counted and named, never dropped in silence. */
export interface Rejection {
  /** Enough of the row to find it: `2024-03-08 RON = null`. */
  readonly row: string;
  readonly reason: string;
}

/** What one request to an upstream, or one file of it, said. */
export interface Published {
  readonly observations: readonly Observation[];
  /**
   * The days about which this answer is complete: those inside it without an observation had nothing published.
   * Null when the answer proves nothing about absence.
   */
  readonly covers: DayRange | null;
  /** Days inside `covers` of which nothing is known after all: something was published, and none of it could be used. */
  readonly doubtful?: readonly Day[];
  readonly rejected: readonly Rejection[];
}

/** What is true of an upstream; data, not behaviour. */
export interface ProviderFacts {
  /** Stable and unique, lower case: `ecb`. */
  readonly key: string;
  readonly name: string;
  /** The currency against which it publishes, and through which it crosses. */
  readonly base: CurrencyCode;
  /** The first day of its history. */
  readonly since: Day;
  /** The most days that one request can cover; 1 means a day a request. */
  readonly maxRangeDays: number;
  /** How long what it said of a day that can still change holds, in seconds. */
  readonly freshForSeconds: number;
  /** Hours after the end of a day (UTC) from which its answer about that day is final. */
  readonly settlesAfterHours: number;
  /** The time of day (UTC, `HH:MM`) from which a day's figures can be expected. */
  readonly publishesAtUtc: string;
  /** Whether Saturdays and Sundays have figures of their own. */
  readonly publishesWeekends: boolean;
  /** Requests that may be under way at a time while history loads. */
  readonly concurrency: number;
  /** Requests that a month may cost; null where the vendor sets no number. */
  readonly monthlyRequests: number | null;
  /** Whether its rates are made up: they are marked so in every answer. */
  readonly synthetic: boolean;
  /** The setting that holds its key; null for those that need none. */
  readonly keySetting: string | null;
  /** The setting without which it cannot be asked, when that is missing: `CURRENCYBEACON_API_KEY`. */
  readonly missingSetting: string | null;
  /** Whether it is on at the first start. */
  readonly enabledAtFirst: boolean;
  readonly source: string;
  readonly terms: string;
}

/** How a request may be made: who stops it, and how hard it may try. */
export interface FetchOptions {
  readonly signal: AbortSignal;
  /** The most attempts, the first included: 2 while somebody waits, more in the background. */
  readonly attempts: number;
  /** Called before each request leaves the house, retries too: budgets count these. What it throws stops the request. */
  readonly onAttempt?: () => void;
  /** Called when a request does not leave after all, because the month's allowance is spent. */
  readonly onWithheld?: () => void;
}

/** How an upstream has been doing since this process started. */
export interface ProviderHealth {
  /** `closed`: asked normally; `open`: not asked until `restingUntil`; `half-open`: the next request decides. */
  readonly breaker: "closed" | "open" | "half-open";
  readonly restingUntil: Date | null;
  readonly requests: number;
  readonly failures: number;
  readonly lastSuccessAt: Date | null;
  readonly lastFailure: {
    readonly at: Date;
    readonly fault: ProviderFault;
    readonly reason: string;
  } | null;
  readonly latencyMs: number | null;
}

/** An upstream source of rates. Every file in `providers/` makes one of these. */
export interface Provider {
  /** As they are now: a plan that turns out to be smaller changes `maxRangeDays`, so hold none of them for long. */
  readonly facts: ProviderFacts;
  /**
   * What it published on the days of the range, at most `maxRangeDays` of them.
   * @throws {ProviderError} when it could not be asked or did not answer as it documents
   */
  fetch(range: DayRange, options: FetchOptions): Promise<Published>;
  /**
   * What a file of this provider says, for those that publish files.
   * @throws {AppError} `invalid_request` when the file is not one of its formats
   */
  readFile?(bytes: Uint8Array): Published;
  health(): ProviderHealth;
  /** Forgets failures and closes the breaker, so that the next question asks again. */
  reset(): void;
}
