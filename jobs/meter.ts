/** The meter at the door: counts every request, and keeps each provider within what its month may cost. */

import { nextAllowanceAt } from "../rates/allowance.ts";
import { dayOf } from "../rates/day.ts";
import { ProviderError } from "../rates/errors.ts";
import type { Clock, Log, Meter, UsageStore } from "../rates/ports.ts";
import type { UsageRecorder } from "./usage.ts";
import { count } from "./words.ts";

/** What the meter needs. */
export interface MeterDeps {
  readonly store: Pick<UsageStore, "reserve">;
  readonly recorder: Pick<UsageRecorder, "count">;
  /** The most requests of a month, by provider; null and absent for no limit. */
  readonly allowances: Readonly<Record<string, number | null>>;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Makes the meter. A request of a provider with an allowance is written down before it leaves, so that any number of
 * processes keep it together; those of the others are counted and written down a second later.
 */
export function createMeter(
  { store, recorder, allowances, clock, log }: MeterDeps,
): Meter {
  /** Until when the month is spent, by provider: it does not get its requests back. */
  const spentUntil = new Map<string, number>();

  return {
    async take(provider) {
      const allowance = allowances[provider] ?? null;
      if (allowance === null) {
        recorder.count(provider, { requests: 1, failures: 0 });
        return;
      }
      const now = clock();
      const next = nextAllowanceAt(now);
      if (spentUntil.get(provider) !== next.getTime()) {
        const day = dayOf(now);
        if (await store.reserve(provider, { day, allowance })) return;
        spentUntil.set(provider, next.getTime());
        log.warn("The monthly allowance is spent", { provider, allowance });
      }
      throw spent(allowance, { now, next });
    },
    ended(provider, { ok }) {
      if (!ok) recorder.count(provider, { requests: 0, failures: 1 });
    },
  };
}

/** The error that says until when. */
function spent(
  allowance: number,
  { now, next }: { readonly now: Date; readonly next: Date },
): ProviderError {
  const waitMs = next.getTime() - now.getTime();
  return new ProviderError(
    "allowance_spent",
    `The monthly allowance of ${
      count(allowance, "request")
    } is spent; it begins anew on ${dayOf(next)}`,
    { retryAfterSeconds: Math.ceil(waitMs / 1_000) },
  );
}
