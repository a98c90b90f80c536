/** What the subject needs of the world: the interfaces that `db/` and `providers/` implement and `main.ts` connects. */

import type { CurrencyCode } from "./currency.ts";
import type { Day, DayRange } from "./day.ts";
import type { DecimalText } from "./decimal.ts";
import type { ProviderFault } from "./errors.ts";

/** The time, as a parameter: tests stand it still. */
export type Clock = () => Date;

/** A line for the operator: an event in the present tense and its values. Never a key, a cookie or a URL's query. */
export interface Log {
  debug(message: string, values?: Record<string, unknown>): void;
  info(message: string, values?: Record<string, unknown>): void;
  warn(message: string, values?: Record<string, unknown>): void;
  error(message: string, values?: Record<string, unknown>): void;
}

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
  readonly rejected: readonly Rejection[];
}

/** What is true of an upstream at all times; data, not behaviour. */
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
  /** Whether its rates are made up: they are marked so in every answer. */
  readonly synthetic: boolean;
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

/** What the ledger remembers of one day of one provider. */
export interface LedgerDay {
  readonly date: Day;
  /** `loaded`: rows were published; `empty`: asked, nothing published; `failed`: asked, no answer. */
  readonly status: "loaded" | "empty" | "failed";
  readonly fetchedAt: Date;
  /** For a failed day: not asked again before this. */
  readonly retryAt: Date | null;
  /** For a failed day: why, in words for the caller. */
  readonly reason: string | null;
}

/** The stored figures from which one provider gives a pair, and the day and time they are of. */
export interface StoredPair {
  readonly date: Day;
  readonly fetchedAt: Date;
  readonly legs: Legs;
}

/** How a pair follows from what was published: as it stands, upside down, or through the provider's base. */
export type Legs =
  | { readonly kind: "direct"; readonly rate: DecimalText }
  | { readonly kind: "inverse"; readonly rate: DecimalText }
  | {
    readonly kind: "cross";
    /** Units of the source for 1 of the provider's base. */
    readonly source: DecimalText;
    /** Units of the target for 1 of the provider's base. */
    readonly target: DecimalText;
  };

/** All that is stored of one enabled provider and bears on one pair and day. */
export interface Evidence {
  readonly provider: string;
  readonly target: CurrencyCode;
  /** The newest figures on or before the day, whatever their age. */
  readonly stored: StoredPair | null;
  /** The ledger's days from the stored figures' day (or the look-back's start, whichever is later) to the day. */
  readonly ledger: readonly LedgerDay[];
}

/** A question for {@linkcode RateStore.evidence}. */
export interface EvidenceQuestion {
  readonly source: CurrencyCode;
  readonly targets: readonly CurrencyCode[];
  readonly date: Day;
  /** The first day of the ledger that is wanted. */
  readonly ledgerFrom: Day;
}

/** A stored observation of a provider, for series. */
export interface StoredRow extends Observation {
  readonly fetchedAt: Date;
}

/** What saving changed. */
export interface Saved {
  readonly inserted: number;
  /** Values that differ from the stored ones: the old ones went to `rate_revisions`. */
  readonly revised: number;
  readonly unchanged: number;
  /** Days that hold at least one observation of this answer. */
  readonly days: number;
  /** Days that the answer proves to have none. */
  readonly emptyDays: number;
}

/** Observations, the ledger and the order of providers, as they are in the database at this moment. */
export interface RateStore {
  /** For every target, one entry per enabled provider, in order of preference. */
  evidence(question: EvidenceQuestion): Promise<Evidence[]>;
  /** Rows of a provider between the days whose base and quote are both among the codes, by date. */
  rows(
    provider: string,
    codes: readonly CurrencyCode[],
    range: DayRange,
  ): Promise<StoredRow[]>;
  /** The ledger of a provider between the days, by date. */
  ledger(provider: string, range: DayRange): Promise<LedgerDay[]>;
  /** The keys of the enabled providers, in order of preference. */
  order(): Promise<string[]>;
  /** Stores an answer and its days in one transaction; the same answer twice changes nothing. */
  save(provider: string, published: Published, at: Date): Promise<Saved>;
  /** Remembers that the days could not be asked for, unless more is known of them already. */
  saveFailure(
    provider: string,
    range: DayRange,
    failure: {
      readonly at: Date;
      readonly retryAt: Date;
      readonly reason: string;
    },
  ): Promise<void>;
  /** Forgets that the provider failed, so that its days can be asked for at once. */
  forgetFailures(provider: string): Promise<void>;
  /** The newest day of any observation of the provider; null when it has none. */
  newestDay(provider: string): Promise<Day | null>;
}

/** A currency that can be asked for. */
export interface Currency {
  readonly id: number;
  readonly code: CurrencyCode;
  readonly name: string;
  readonly symbol: string;
  readonly numericCode: string | null;
  readonly minorUnits: number;
  readonly enabled: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What an administrator may set of a currency. */
export interface CurrencyInput {
  readonly code: CurrencyCode;
  readonly name: string;
  readonly symbol: string;
  readonly numericCode: string | null;
  readonly minorUnits: number;
  readonly enabled: boolean;
}

/** Names a currency by its id or its code. */
export type CurrencyRef = { readonly id: number } | {
  readonly code: CurrencyCode;
};

/** The currencies that can be asked for. */
export interface CurrencyStore {
  /** By code. */
  list(): Promise<Currency[]>;
  find(ref: CurrencyRef): Promise<Currency | null>;
  /** @throws {AppError} `conflict` when the code is taken */
  create(input: CurrencyInput): Promise<Currency>;
  /** Null when there is none. @throws {AppError} `conflict` when the code is taken */
  update(
    ref: CurrencyRef,
    change: Partial<CurrencyInput>,
  ): Promise<Currency | null>;
  /** Whether there was one. Its stored rates stay. */
  remove(ref: CurrencyRef): Promise<boolean>;
}

/** What an administrator has set of a provider. */
export interface ProviderSetting {
  readonly key: string;
  /** 1 is asked first. */
  readonly priority: number;
  readonly enabled: boolean;
  readonly updatedAt: Date;
}

/** The administrator's settings of the providers. */
export interface ProviderStore {
  /** In order of preference. */
  list(): Promise<ProviderSetting[]>;
  /** Null when there is none of this key. */
  setEnabled(key: string, enabled: boolean): Promise<ProviderSetting | null>;
  /**
   * Puts all providers in this order, 1 first.
   * @throws {AppError} `invalid_request` when the keys are not exactly those that exist
   */
  setOrder(keys: readonly string[]): Promise<ProviderSetting[]>;
}
