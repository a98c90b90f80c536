/** The providers that can bear on a range of days: their ledgers over it, and who cannot be asked. */

import { addDays, type Day, type DayRange } from "./day.ts";
import { AppError, type ProviderFailure } from "./errors.ts";
import { LedgerSpan } from "./ledger_span.ts";
import type { Provider, RateStore } from "./ports.ts";
import { nobodyEnabled, notConfigured } from "./refusals.ts";

/** A provider within one question: its ledger over the range, and why it is not asked, or no longer. */
export interface Participant {
  readonly provider: Provider;
  ledger: LedgerSpan;
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
  readonly store: Pick<RateStore, "order" | "ledgers" | "recalledLedgers">;
  readonly providers: ReadonlyMap<string, Provider>;
  readonly lookBackDays: number;
}

/**
 * The enabled providers that can bear on a day of the range; their ledgers may be recalled ones.
 * @throws {AppError} `no_rate` when none is enabled, or none of those can be asked or has something stored
 */
export async function loadParticipants(
  deps: ParticipantsDeps,
  range: DayRange,
  { pair, preferred }: {
    readonly pair: string;
    /** Told of the one whose rates will most likely answer, before the ledgers are read. */
    readonly preferred: (provider: Provider) => void;
  },
): Promise<Participants> {
  const keys = await deps.store.order();
  const first = keys.flatMap((key) => deps.providers.get(key) ?? [])
    .find((one) => notConfigured(one) === null);
  if (first && first.facts.since <= range.from) preferred(first);
  const ledgers = await readLedgers(deps, range, "recalledLedgers");
  if (ledgers.length === 0) throw nobodyEnabled(pair);
  const loaded = ledgers.map(({ provider, ledger }): Participant => ({
    provider,
    ledger,
    gaveUp: notConfigured(provider),
  }));
  // Nothing stored and nobody to ask: it cannot bear on any day.
  const bearing = loaded.filter(({ ledger, gaveUp }) =>
    gaveUp === null || !ledger.isEmpty
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

/** The ledgers of those who take part, as they are now. */
export async function reloadLedgers(
  deps: ParticipantsDeps,
  participants: readonly Participant[],
  range: DayRange,
): Promise<void> {
  const ledgers = await readLedgers(deps, range, "ledgers");
  for (const participant of participants) {
    const { provider } = participant;
    // One that was disabled meanwhile has what it had.
    participant.ledger = ledgers.find((one) => one.provider === provider)
      ?.ledger ?? participant.ledger;
  }
}

/** The ledgers of the enabled providers over the range and the look-back before it, in order of preference. */
async function readLedgers(
  { store, providers, lookBackDays }: ParticipantsDeps,
  { from, to }: DayRange,
  how: "ledgers" | "recalledLedgers",
): Promise<{ provider: Provider; ledger: LedgerSpan }[]> {
  const range = { from: addDays(from, -lookBackDays), to };
  const ledgers = await store[how](range);
  return ledgers.flatMap(({ provider: key, runs }) => {
    const provider = providers.get(key);
    if (!provider) return []; // A row of an older program, whose provider is gone.
    return [{ provider, ledger: new LedgerSpan(runs, range, provider.facts) }];
  });
}
