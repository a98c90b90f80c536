/** Queueing an ingestion: planned against the ledger of this moment, and never twice. */

import { system } from "./accounts/system.ts";
import { dayOf, type DayRange, earlierOf, laterOf } from "./day.ts";
import { AppError } from "./errors.ts";
import { planRequests } from "./plan.ts";
import type {
  Actor,
  Clock,
  Ingestion,
  IngestionCause,
  IngestionStore,
  NewIngestion,
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

/** An ingestion that was made, or serves as if it had been. */
export interface Queued {
  readonly ingestion: Ingestion;
  readonly created: boolean;
}

/** Queues an ingestion, or gives the open one of the same range, whose limit becomes the one that is wanted. */
export type QueueIngestion = (
  wanted: WantedIngestion,
  by: Actor,
) => Promise<Queued>;

/** What queueing needs. */
export interface QueueDeps {
  readonly rates: Pick<RateStore, "ledger">;
  readonly ingestions: Pick<IngestionStore, "create" | "limit">;
  readonly providers: ReadonlyMap<string, Provider>;
  readonly clock: Clock;
}

/** Requests of one ingestion: forty years, where each day costs one. */
const MOST_REQUESTS = 15_000;

/**
 * Makes the function that queues what somebody asked for.
 * @throws {AppError} `invalid_request` when it would take too many requests, `conflict` when too many are open
 */
export function createQueue(deps: QueueDeps): QueueIngestion {
  return async function queue(wanted, by) {
    const range = rangeWithin(deps, wanted);
    const chunks = await plan(deps, { ...wanted, range });
    const queued = await create(deps, { ...wanted, range, chunks }, by);
    const { ingestion, created } = queued;
    const { maxRequests } = wanted;
    if (created || maxRequests === null) return queued;
    const limited = await deps.ingestions.limit(ingestion.id, maxRequests, by);
    return { ingestion: limited ?? ingestion, created };
  };
}

/** Queues a range that nobody waits for; null when there is nothing to ask for, or no room. */
export type FillRange = (
  wanted: Omit<WantedIngestion, "maxRequests">,
) => Promise<Queued | null>;

/** Makes the function that queues what the program itself finds missing. */
export function createFill(deps: QueueDeps): FillRange {
  return async function fill(wanted) {
    const range = rangeWithin(deps, wanted);
    const chunks = await plan(deps, { ...wanted, range });
    if (chunks.length === 0) return null;
    try {
      return await create(deps, {
        ...wanted,
        range,
        chunks,
        maxRequests: null,
      }, system("schedule"));
    } catch (error) {
      // The next question or night finds it again.
      if (error instanceof AppError && error.code === "conflict") return null;
      throw error;
    }
  };
}

async function create(
  { ingestions }: QueueDeps,
  wanted: NewIngestion,
  by: Actor,
): Promise<Queued> {
  const { length } = wanted.chunks;
  if (length <= MOST_REQUESTS) return await ingestions.create(wanted, by);
  throw new AppError(
    "invalid_request",
    `This range takes ${length} requests, and ${MOST_REQUESTS} is the most of one ingestion. Give a shorter one.`,
  );
}

/** The requests that an ingestion would make. */
export async function plan(
  { rates, providers, clock }: Omit<QueueDeps, "ingestions">,
  { provider: key, range, cause }: Pick<
    WantedIngestion,
    "provider" | "range" | "cause"
  >,
): Promise<DayRange[]> {
  const { facts } = namedProvider(providers, key);
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
  const { name, since, missingSetting } = namedProvider(providers, key).facts;
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

/** @throws {AppError} `invalid_request` when there is none of this key */
export function namedProvider(
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
