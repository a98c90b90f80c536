/** What happens every five minutes: the last days where they are due, and open ingestions where they may go on. */

import type { Ask } from "../rates/ask.ts";
import { addDays, dayOf } from "../rates/day.ts";
import { isDue } from "../rates/due.ts";
import type { ProviderFailure } from "../rates/errors.ts";
import type {
  Clock,
  DueIngestion,
  IngestionStore,
  Log,
  Provider,
  RateStore,
} from "../rates/ports.ts";
import { Budget } from "./budget.ts";
import { type Ran, type RunIngestion, tellEnd } from "./runner.ts";

/** What the tick needs. */
export interface TickDeps {
  readonly ingestions: Pick<IngestionStore, "due">;
  readonly rates: Pick<RateStore, "order" | "ledger">;
  readonly providers: ReadonlyMap<string, Provider>;
  readonly ask: Ask;
  readonly run: RunIngestion;
  readonly clock: Clock;
  readonly log: Log;
  /** The budget of a provider in one tick; 0 for no limit. */
  readonly maxRequests: number;
}

/** What a tick did. */
export interface Ticked {
  /** The providers whose last days were due and have been stored. */
  readonly refreshed: readonly string[];
  /** Those whose last days were due and could not be had, with the reason. */
  readonly failed: readonly ProviderFailure[];
  readonly ran: readonly Ran[];
}

/** One tick. */
export type Tick = (signal: AbortSignal) => Promise<Ticked>;

/** The next tick must not find this one at work. */
const LONGEST_MS = 270_000;
const PATIENCE_MS = 10_000;

/** What going on with open ingestions needs. */
export type GoOnDeps =
  & Pick<
    TickDeps,
    "ingestions" | "run" | "clock" | "log" | "maxRequests"
  >
  & { readonly rates: Pick<RateStore, "order"> };

/** Makes the tick. */
export function createTick(deps: TickDeps): Tick {
  return async function tick(signal) {
    const outcomes = await refresh(deps, signal);
    const ran = await goOn(deps, signal);
    return {
      refreshed: outcomes.flatMap((one) => "key" in one ? [one.key] : []),
      failed: outcomes.flatMap((one) => "key" in one ? [] : [one]),
      ran,
    };
  };
}

/** A provider that was refreshed, or why it was not. */
type Refreshed = { readonly key: string } | ProviderFailure;

/** Asks each enabled provider for today and yesterday, where they are due. */
async function refresh(
  deps: TickDeps,
  signal: AbortSignal,
): Promise<Refreshed[]> {
  const keys = await deps.rates.order();
  const asked = await Promise.all(keys.map(async (key) => {
    const provider = deps.providers.get(key);
    if (!provider || provider.facts.missingSetting !== null) return [];
    return await refreshOne(deps, provider, signal);
  }));
  return asked.flat();
}

/** Nothing where nothing is due. */
async function refreshOne(
  deps: TickDeps,
  provider: Provider,
  signal: AbortSignal,
): Promise<Refreshed[]> {
  const { facts } = provider;
  const now = deps.clock();
  const today = dayOf(now);
  const days = [today, addDays(today, -1)];
  const range = { from: addDays(today, -1), to: today };
  const ledger = await deps.rates.ledger(facts.key, range);
  const due = days.filter((date) =>
    isDue(facts, date, {
      entry: ledger.find((one) => one.date === date),
      now,
    })
  );
  if (due.length === 0) return [];
  const requests = facts.maxRangeDays === 1 ? due.map((date) => [date]) : [due];
  for (const wanted of requests) {
    if (signal.aborted) return [];
    const outcome = await deps.ask(provider, wanted);
    // The door has told the operator; the ledger knows when to ask again.
    if (!outcome.ok) return [outcome.failure];
  }
  return [facts];
}

/** Goes on with what the end of another process has interrupted; what waits for its next budget waits for its tick. */
export async function goOnInterrupted(
  deps: GoOnDeps,
  signal: AbortSignal,
): Promise<void> {
  await goOn(deps, signal, ({ status }) => status === "running");
}

/** Goes on with open ingestions: providers side by side, those of one provider one after the other within one budget. */
async function goOn(
  deps: GoOnDeps,
  signal: AbortSignal,
  isMeant: (ingestion: DueIngestion) => boolean = () => true,
): Promise<Ran[]> {
  const now = deps.clock();
  const until = new Date(now.getTime() + LONGEST_MS);
  // A provider that was switched off is asked for nothing; its loads go on when it is on again.
  const on = new Set(await deps.rates.order());
  const due = Map.groupBy(
    (await deps.ingestions.due(now)).filter((one) =>
      on.has(one.provider) && isMeant(one)
    ),
    ({ provider }) => provider,
  );
  const ran = await Promise.all(
    [...due.values()].map(async (ingestions) => {
      const shared = new Budget(deps.maxRequests);
      const ends: Ran[] = [];
      for (const { id, maxRequests } of ingestions) {
        if (signal.aborted) break;
        const end = await deps.run(id, {
          signal,
          until,
          patienceMs: PATIENCE_MS,
          budget: maxRequests === null ? shared : undefined,
        });
        if (!end) continue;
        ends.push(end);
        tellEnd(deps.log, end);
        if (end.ended === "provider") break;
      }
      return ends;
    }),
  );
  return ran.flat();
}
