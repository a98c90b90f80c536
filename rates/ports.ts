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
  /** Days inside `covers` of which nothing is known after all: something was published, and none of it could be used. */
  readonly doubtful?: readonly Day[];
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
  /** After a failure: not asked again before this. A loaded or empty day may have one from its last refresh. */
  readonly retryAt: Date | null;
  /** After a failure: why, in words for the caller. */
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
  /**
   * Remembers that the days could not be asked for; what is known of them stays, and where it is final nothing is
   * remembered. With each further failure of
   * a day it is left alone for longer than `retryAt`: a minute that doubles, up to a day; up to an hour for the last days.
   */
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
  /** The oldest day of any observation of the provider; null when it has none. */
  oldestDay(provider: string): Promise<Day | null>;
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

/** Requests sent, retries too, and those that failed. */
export interface Usage {
  readonly requests: number;
  readonly failures: number;
}

/** The sums of one provider over some days. */
export interface ProviderUsage extends Usage {
  readonly provider: string;
}

/** How many requests each provider was sent on each day. */
export interface UsageStore {
  /** Adds to what the day has already. */
  record(provider: string, usage: Usage, day: Day): Promise<void>;
  /** Every provider's sums from the day on, in order of preference; zero where nothing was sent. */
  since(day: Day): Promise<ProviderUsage[]>;
  /** Forgets the days before. @returns how many rows went */
  removeBefore(day: Day): Promise<number>;
}

/** Work that one process at a time does, whatever their number; a lease ends by itself when its holder dies. */
export interface LeaseStore {
  /** Takes the lease, or renews the holder's own; whether it is held now. */
  take(
    name: string,
    lease: { readonly holder: string; readonly seconds: number },
  ): Promise<boolean>;
  release(name: string, holder: string): Promise<void>;
}

/**
 * `queued`: nobody began; `running`: begun, and some process is or was at it; `paused`: goes on by itself, at `resumeAt`
 * where that is set; `done`, `failed`, `cancelled`: closed.
 */
export type IngestionStatus =
  | "queued"
  | "running"
  | "paused"
  | "done"
  | "failed"
  | "cancelled";

/** Who wanted it: the command line, the API, the program itself, or a question that found a hole. */
export type IngestionCause = "command" | "api" | "schedule" | "hole";

/** An ingestion's requests by state. */
export interface ChunkCounts {
  readonly pending: number;
  readonly running: number;
  readonly done: number;
  readonly failed: number;
}

/** A load of a provider's history over a range of days, and how far it is. */
export interface Ingestion {
  readonly id: number;
  readonly provider: string;
  readonly range: DayRange;
  readonly status: IngestionStatus;
  readonly cause: IngestionCause;
  /** The most requests of one run; null for the setting's, 0 for no limit. */
  readonly maxRequests: number | null;
  /** Requests that left the house for it so far, retries too. */
  readonly requests: number;
  readonly chunks: ChunkCounts;
  /** Rates that were stored. */
  readonly inserted: number;
  readonly revised: number;
  readonly unchanged: number;
  /** Rows that were not taken, and up to 100 of them. */
  readonly rejected: number;
  readonly rejectedRows: readonly Rejection[];
  /** Why it is paused or failed, in words for the operator. */
  readonly error: string | null;
  readonly resumeAt: Date | null;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly updatedAt: Date;
  /** Grows with every change. */
  readonly version: number;
}

/** An ingestion to be made, with the requests that were planned for it. */
export interface NewIngestion {
  readonly provider: string;
  readonly range: DayRange;
  readonly cause: IngestionCause;
  readonly maxRequests: number | null;
  readonly chunks: readonly DayRange[];
}

/** One request of an ingestion, claimed by a worker. */
export interface Chunk {
  readonly id: string;
  readonly ingestion: number;
  readonly provider: string;
  readonly range: DayRange;
  /** How many times it was claimed, this time included. */
  readonly attempts: number;
  readonly worker: string;
}

/** Who claims, and for how long before others may. */
export interface Claim {
  readonly worker: string;
  readonly leaseSeconds: number;
}

/** Ingestions and their chunks. */
export interface IngestionStore {
  /**
   * Queues an ingestion with its chunks. An open one of the same provider and range is given instead, and for a hole
   * also one whose range holds it. Without chunks it is done at once.
   */
  create(
    wanted: NewIngestion,
  ): Promise<{ readonly ingestion: Ingestion; readonly created: boolean }>;
  get(id: number): Promise<Ingestion | null>;
  /** Newest first; the next page begins before the last id of this one. */
  list(
    page: {
      readonly limit: number;
      readonly before?: number;
      readonly provider?: string;
    },
  ): Promise<Ingestion[]>;
  /** Of the ingestions by id those whose version is not the one given: one statement for all who watch. */
  changedSince(versions: ReadonlyMap<number, number>): Promise<Ingestion[]>;
  /** The open ingestions that may go on now, oldest first. */
  due(now: Date): Promise<Ingestion[]>;
  /** The newest chunk that is free, or whose worker's lease ran out; an open ingestion becomes `running` by it. */
  claim(id: number, claim: Claim & { readonly now: Date }): Promise<
    Chunk | null
  >;
  /** Keeps the claim; false when it was lost. */
  renew(chunk: Chunk, leaseSeconds: number): Promise<boolean>;
  /**
   * Stores the answer, its days, the chunk's end and the counts in one transaction; without an answer only the end.
   * @returns null, and nothing is stored, when the claim was lost
   */
  finish(
    chunk: Chunk,
    result: {
      readonly published: Published | null;
      readonly requests: number;
      readonly at: Date;
    },
  ): Promise<Saved | null>;
  /** Ends the claim without an answer: to be tried again from `notBefore`, or never when that is null. */
  fail(
    chunk: Chunk,
    failure: {
      readonly reason: string;
      readonly notBefore: Date | null;
      readonly requests: number;
      readonly at: Date;
    },
  ): Promise<void>;
  /** Gives the claim back as if it had not been made, free from `notBefore`. */
  release(
    chunk: Chunk,
    given: { readonly requests: number; readonly notBefore?: Date },
  ): Promise<void>;
  /** Puts other requests in the place of this one. */
  split(
    chunk: Chunk,
    parts: { readonly ranges: readonly DayRange[]; readonly requests: number },
  ): Promise<void>;
  /** How many chunks are open, and when the first of those that wait or are claimed becomes free. */
  waiting(
    id: number,
  ): Promise<{ readonly open: number; readonly nextAt: Date | null }>;
  /** Closes an ingestion without open chunks: `done`, or `failed` when one of them did; others stay as they are. */
  settle(id: number, at: Date): Promise<Ingestion | null>;
  /** An open ingestion stops until `resumeAt`, or the next tick. */
  pause(
    id: number,
    why: { readonly reason: string; readonly resumeAt: Date | null },
  ): Promise<Ingestion | null>;
  /** An open ingestion fails, whatever is left of it. */
  stop(
    id: number,
    why: { readonly reason: string; readonly at: Date },
  ): Promise<Ingestion | null>;
  /** Null when there is none. @throws {AppError} `conflict` when it is closed already */
  cancel(id: number, at: Date): Promise<Ingestion | null>;
  /**
   * Queues what a failed or cancelled ingestion left undone. Null when there is none.
   * @throws {AppError} `conflict` when it is open or done, or an open one has its range
   */
  retry(id: number): Promise<Ingestion | null>;
  /** Forgets the chunks of ingestions that were closed before. @returns how many chunks went */
  removeChunksBefore(at: Date): Promise<number>;
}
