/** Queueing an ingestion: planned against the ledger of this moment, and never twice. */

import { dayOf, type DayRange, earlierOf, laterOf } from "./day.ts";
import { AppError } from "./errors.ts";
import { planRequests } from "./plan.ts";
import type {
  Clock,
  Ingestion,
  IngestionCause,
  IngestionStore,
  Provider,
  RateStore,
} from "./ports.ts";

/** An ingestion that somebody wants. */
export interface WantedIngestion {
  readonly provider: string;
  readonly range: DayRange;
  readonly cause: IngestionCause;
  /** The most requests of one run; null for the setting's, 0 for no limit. */
  readonly maxRequests: number | null;
}

/** Queues an ingestion, or gives the open one of the same range. */
export type QueueIngestion = (wanted: WantedIngestion) => Promise<{
  readonly ingestion: Ingestion;
  readonly created: boolean;
}>;

/** What queueing needs. */
export interface QueueDeps {
  readonly rates: Pick<RateStore, "ledger">;
  readonly ingestions: Pick<IngestionStore, "create">;
  readonly providers: ReadonlyMap<string, Provider>;
  readonly clock: Clock;
}

/** Makes the function that queues ingestions. */
export function createQueue(deps: QueueDeps): QueueIngestion {
  return async function queue(wanted) {
    const range = rangeWithin(deps, wanted);
    const chunks = await plan(deps, { ...wanted, range });
    return await deps.ingestions.create({ ...wanted, range, chunks });
  };
}

/** The requests that an ingestion would make. */
export async function plan(
  { rates, providers, clock }: Omit<QueueDeps, "ingestions">,
  { provider: key, range, cause }: Pick<
    WantedIngestion,
    "provider" | "range" | "cause"
  >,
): Promise<DayRange[]> {
  const { facts } = find(providers, key);
  const ledger = await rates.ledger(key, range);
  // Somebody who waits wants the days that failed too, whenever they would be asked for by themselves.
  const retryFailed = cause === "command" || cause === "api";
  return planRequests({ facts, range, ledger, now: clock(), retryFailed });
}

/**
 * The part of the range that the provider has a history of.
 * @throws {AppError} `invalid_request` when there is none, or the provider cannot be asked
 */
export function rangeWithin(
  { providers, clock }: Pick<QueueDeps, "providers" | "clock">,
  { provider: key, range }: Pick<WantedIngestion, "provider" | "range">,
): DayRange {
  const { name, since, missingSetting } = find(providers, key).facts;
  if (missingSetting !== null) {
    throw new AppError(
      "invalid_request",
      `${name} cannot be asked: set ${missingSetting} first.`,
    );
  }
  const today = dayOf(clock());
  const from = laterOf(range.from, since);
  const to = earlierOf(range.to, today);
  if (from <= to) return { from, to };
  throw new AppError(
    "invalid_request",
    `${name} has rates from ${since} to ${today} at most. Give a range within these days, its first day first.`,
  );
}

function find(
  providers: ReadonlyMap<string, Provider>,
  key: string,
): Provider {
  const found = providers.get(key);
  if (found) return found;
  throw new AppError(
    "invalid_request",
    `There is no provider '${key}'. There are: ${
      [...providers.keys()].join(", ")
    }.`,
  );
}
