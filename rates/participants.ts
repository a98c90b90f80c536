/** The providers that can bear on a range of days: their ledgers over it, and who cannot be asked. */

import { addDays, type Day, type DayRange } from "./day.ts";
import { AppError, type ProviderFailure } from "./errors.ts";
import type { LedgerDay, Provider, RateStore } from "./ports.ts";
import { nobodyEnabled, notConfigured } from "./refusals.ts";

/** A provider within one question: its ledger over the range, and why it is not asked, or no longer. */
export interface Participant {
  readonly provider: Provider;
  ledger: ReadonlyMap<Day, LedgerDay>;
  gaveUp: ProviderFailure | null;
}

/** Who takes part in a question, in order of preference. */
export interface Participants {
  readonly all: readonly Participant[];
  /** The first day of the longest history among those that are enabled and can be asked or have something stored. */
  readonly earliest: Day;
}

/** What loading participants needs. */
export interface ParticipantsDeps {
  readonly store: Pick<RateStore, "order" | "ledger">;
  readonly providers: ReadonlyMap<string, Provider>;
  readonly lookBackDays: number;
}

/**
 * The enabled providers that can bear on a day of the range.
 * @throws {AppError} `no_rate` when none is enabled, or none of those can be asked or has something stored
 */
export async function loadParticipants(
  deps: ParticipantsDeps,
  range: DayRange,
  pair: string,
): Promise<Participants> {
  const keys = await deps.store.order();
  const enabled = keys.flatMap((key) => deps.providers.get(key) ?? []);
  if (enabled.length === 0) throw nobodyEnabled(pair);
  const loaded = await Promise.all(enabled.map(async (provider) => ({
    provider,
    ledger: await loadLedger(deps, provider, range),
    gaveUp: notConfigured(provider),
  })));
  // Nothing stored and nobody to ask: it cannot bear on any day.
  const bearing = loaded.filter(({ ledger, gaveUp }) =>
    gaveUp === null || ledger.size > 0
  );
  const [earliest] = bearing.map(({ provider }) => provider.facts.since)
    .sort();
  if (!earliest) {
    throw new AppError(
      "no_rate",
      `No enabled provider can be asked for ${pair}, and nothing is stored of them. Give one its key, or enable another.`,
      { providers: loaded.flatMap(({ gaveUp }) => gaveUp ?? []) },
    );
  }
  return {
    earliest,
    all: bearing.filter(({ provider }) => provider.facts.since <= range.to),
  };
}

/** The provider's ledger over the range and the look-back before it. */
export async function loadLedger(
  { store, lookBackDays }: Pick<ParticipantsDeps, "store" | "lookBackDays">,
  { facts }: Provider,
  { from, to }: DayRange,
): Promise<ReadonlyMap<Day, LedgerDay>> {
  const entries = await store.ledger(facts.key, {
    from: addDays(from, -lookBackDays),
    to,
  });
  return new Map(entries.map((entry) => [entry.date, entry]));
}
