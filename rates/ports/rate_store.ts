/** What is stored of the rates, and what is known of each provider's days. */

import type { Actor } from "./audit.ts";
import type { CurrencyCode } from "../currency.ts";
import type { Day, DayRange } from "../day.ts";
import type { DecimalText } from "../decimal.ts";
import type { Published } from "./provider.ts";

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

/** The stored figures from which one provider gives a pair, and the day they are of. */
export interface StoredPair {
  readonly date: Day;
  readonly legs: Legs;
}

/** Such figures, and when they were fetched: of a cross when the later of its legs was. */
export interface FetchedPair extends StoredPair {
  readonly fetchedAt: Date;
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

/** All that is stored of one provider and bears on one pair and day. */
export interface Evidence {
  readonly provider: string;
  readonly target: CurrencyCode;
  /** The newest figures on or before the day, whatever their age. */
  readonly stored: FetchedPair | null;
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
  /** Whether there is none of a pair with a currency that is not enabled. */
  readonly enabledOnly?: boolean;
  /** The providers that are meant, whether enabled or not; without it the enabled ones. */
  readonly among?: readonly string[];
}

/** A pair in the direction in which it is stored. */
export interface StoredPairName {
  readonly base: CurrencyCode;
  readonly quote: CurrencyCode;
}

/** Stored observations of one pair by day: in columns, because 25 years of a pair are 7,000 of them, and in several for a long range. */
export interface StoredColumn extends StoredPairName {
  /** As `dayNumber` counts them. */
  readonly days: readonly number[];
  /** The rate of each of the days. */
  readonly rates: readonly DecimalText[];
}

/** Days of the ledger that share all that is known of them, by day. */
export interface LedgerRun extends Omit<LedgerDay, "date"> {
  /** As `dayNumber` counts them. */
  readonly days: readonly number[];
}

/** The ledger of one provider. */
export interface ProviderLedger {
  readonly provider: string;
  readonly runs: readonly LedgerRun[];
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

/** How new what a provider has is. */
export interface Newest {
  readonly provider: string;
  /** The newest day of any observation; null when it has none. */
  readonly day: Day | null;
  /** When it answered last, for one of the recent days or any since its newest; null when it has not. */
  readonly answeredAt: Date | null;
}

/** Observations, the ledger and the order of providers, as they are in the database at this moment. */
export interface RateStore {
  /** For every target, one entry per provider, in order of preference. */
  evidence(question: EvidenceQuestion): Promise<Evidence[]>;
  /** What is stored of these pairs of a provider between the days; nothing of a pair that it has not. */
  history(
    provider: string,
    pairs: readonly StoredPairName[],
    range: DayRange,
  ): Promise<StoredColumn[]>;
  /** The ledgers of the enabled providers between the days, in order of preference. */
  ledgers(range: DayRange): Promise<readonly ProviderLedger[]>;
  /**
   * The same as far as answers depend on it, in a tenth of the time: days that were asked for again with the same outcome
   * may have their older entries, which hold for less long, and days outside the range may be among them.
   */
  recalledLedgers(range: DayRange): Promise<readonly ProviderLedger[]>;
  /** The ledger of a provider between the days, by date. */
  ledger(provider: string, range: DayRange): Promise<LedgerDay[]>;
  /** The keys of the enabled providers, in order of preference. */
  order(): Promise<string[]>;
  /**
   * Stores an answer and its days in one transaction; the same answer twice changes nothing. `by`: who handed it in,
   * when it was not asked for.
   */
  save(
    provider: string,
    published: Published,
    at: Date,
    by?: Actor,
  ): Promise<Saved>;
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
  forgetFailures(provider: string, by: Actor): Promise<void>;
  /** How new what every provider has is, whether it is on or off. */
  newest(recent: DayRange): Promise<Newest[]>;
  /** The oldest day of any observation of the provider; null when it has none. */
  oldestDay(provider: string): Promise<Day | null>;
}
