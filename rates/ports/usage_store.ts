/** How many requests each provider was sent, and how many more it may be. */

import type { Day } from "../day.ts";

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
  /**
   * Adds one request to the day, unless its month has as many as this already: whether it was added. However many ask
   * at once, the month never has more.
   */
  reserve(
    provider: string,
    request: { readonly day: Day; readonly allowance: number },
  ): Promise<boolean>;
  /** Every provider's sums from the day on, in order of preference; zero where nothing was sent. */
  since(day: Day): Promise<ProviderUsage[]>;
  /** Forgets the days before. @returns how many rows went */
  removeBefore(day: Day): Promise<number>;
}

/** Stands at the only door out, and counts what leaves. */
export interface Meter {
  /**
   * Counts a request that is about to leave, a retry too.
   * @throws {ProviderError} `allowance_spent` when its month has no more
   */
  take(provider: string): Promise<void>;
  /** How a request that was taken ended. */
  ended(provider: string, outcome: { readonly ok: boolean }): void;
}
