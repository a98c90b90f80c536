/** The providers that can bear on a range of days: their ledgers over it, and who cannot be asked. */

import { addDays, type Day, type DayRange } from "./day.ts";
import { AppError, type ProviderFailure } from "./errors.ts";
import { LedgerSpan } from "./ledger_span.ts";
import type { Provider, RateStore } from "./ports.ts";
import { nobodyEnabled, notConfigured } from "./refusals.ts";
import type { Standing } from "./standing.ts";

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

/** The ledger of an enabled provider. */
export interface ProviderSpan {
  readonly provider: Provider;
  readonly ledger: LedgerSpan;
}

/** What loading participants needs. */
export interface ParticipantsDeps {
  readonly store: Pick<RateStore, "order" | "ledgers">;
  readonly providers: ReadonlyMap<string, Provider>;
  readonly lookBackDays: number;
  /** All ledgers in order of preference, of which the last two seconds may lack; without it they are read. */
  readonly standing?: Standing<readonly ProviderSpan[]>;
}

/**
 * The enabled providers that can bear on a day of the range.
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
  const ledgers = deps.standing
    ? await deps.standing.get()
    : await readWhileLoading();
  if (deps.standing) begin(ledgers.map(({ provider }) => provider));
  if (ledgers.length === 0) throw nobodyEnabled(pair);
  const loaded = ledgers.map(({ provider, ledger }): Participant => ({
    provider,
    ledger,
    gaveUp: notConfigured(provider),
  }));
  // Nothing stored and nobody to ask: it cannot bear on any day.
  const days = withLookBack(deps, range);
  const bearing = loaded.filter(({ ledger, gaveUp }) =>
    gaveUp === null || !ledger.isEmptyWithin(days)
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

  /** Reads the ledgers while the rates that will most likely answer are loaded. */
  async function readWhileLoading() {
    const keys = await deps.store.order();
    begin(keys.flatMap((key) => deps.providers.get(key) ?? []));
    return await readLedgers(deps, withLookBack(deps, range));
  }

  function begin(ordered: readonly Provider[]): void {
    const first = ordered.find((one) => notConfigured(one) === null);
    if (first && first.facts.since <= range.from) preferred(first);
  }
}

/** The ledgers of those who take part, as they are now. */
export async function reloadLedgers(
  deps: ParticipantsDeps,
  participants: readonly Participant[],
  range: DayRange,
): Promise<void> {
  const ledgers = await readLedgers(deps, withLookBack(deps, range));
  for (const participant of participants) {
    const { provider } = participant;
    // One that was disabled meanwhile has what it had.
    participant.ledger = ledgers.find((one) => one.provider === provider)
      ?.ledger ?? participant.ledger;
  }
}

/** The ledgers of the enabled providers over the range, in order of preference. */
export async function readLedgers(
  { store, providers }: Pick<ParticipantsDeps, "store" | "providers">,
  range: DayRange,
): Promise<ProviderSpan[]> {
  const ledgers = await store.ledgers(range);
  return ledgers.flatMap(({ provider: key, runs }) => {
    const provider = providers.get(key);
    if (!provider) return []; // A row of an older program, whose provider is gone.
    return [{ provider, ledger: new LedgerSpan(runs, provider.facts) }];
  });
}

function withLookBack(
  { lookBackDays }: ParticipantsDeps,
  { from, to }: DayRange,
): DayRange {
  return { from: addDays(from, -lookBackDays), to };
}
