/** The first data of a new installation: something real without any network, and 27 years once there is one. */

import type { DayRange } from "../rates/day.ts";
import { dayOf } from "../rates/day.ts";
import { ProviderError } from "../rates/errors.ts";
import type {
  Clock,
  Log,
  Provider,
  Published,
  RateStore,
} from "../rates/ports.ts";

/** What both loads need. */
export interface FirstDataDeps {
  readonly store: RateStore;
  readonly clock: Clock;
  readonly log: Log;
}

/** Patience of the background: nobody waits for it. */
const HISTORY_ATTEMPTS = 4;
const HISTORY_DEADLINE_MS = 120_000;

/** Stores the day of rates that is part of the program, unless the provider has data already. */
export async function storePinnedDay(
  { provider, read }: {
    readonly provider: string;
    readonly read: () => Promise<Published>;
  },
  { store, clock, log }: FirstDataDeps,
): Promise<void> {
  if (await store.newestDay(provider) !== null) return;
  const published = await read();
  const saved = await store.save(provider, published, clock());
  log.info("Stored the day of rates that comes with the program", {
    provider,
    day: published.covers?.to,
    rates: saved.inserted,
  });
}

/**
 * Loads a provider's whole history with one request, unless its beginning is there. Failing is no fault of the start:
 * the log says why, and the next start tries again.
 */
export async function loadHistory(
  provider: Provider,
  { store, clock, log, signal }: FirstDataDeps & {
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const { key, since } = provider.facts;
  const beginning = await store.ledger(key, { from: since, to: since });
  if (beginning.some(({ status }) => status !== "failed")) return;
  const range: DayRange = { from: since, to: dayOf(clock()) };
  log.info("Loading the history in the background", {
    provider: key,
    ...range,
  });
  try {
    const published = await provider.fetch(range, {
      signal: AbortSignal.any([
        signal,
        AbortSignal.timeout(HISTORY_DEADLINE_MS),
      ]),
      attempts: HISTORY_ATTEMPTS,
    });
    const saved = await store.save(key, published, clock());
    log.info("Loaded the history", {
      provider: key,
      ...saved,
      rejected: published.rejected.length,
    });
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    log.warn("The history could not be loaded; the next start tries again", {
      provider: key,
      error,
    });
  }
}
