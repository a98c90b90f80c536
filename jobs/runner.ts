/** Runs an ingestion: its chunks claimed one by one, asked for side by side, stored, until nothing is left or allowed. */

import pMap from "p-map";
import type {
  Clock,
  Ingestion,
  IngestionStore,
  Log,
  Provider,
  RateStore,
} from "../rates/ports.ts";
import { Budget } from "./budget.ts";
import { countsOf } from "./load_counts.ts";
import type { Sleep } from "./persist.ts";
import { Run } from "./run.ts";

/** What running needs. */
export interface RunnerDeps {
  readonly ingestions: IngestionStore;
  readonly rates: Pick<RateStore, "ledger">;
  readonly providers: ReadonlyMap<string, Provider>;
  readonly clock: Clock;
  readonly log: Log;
  /** This process, unlike any other. */
  readonly worker: string;
  /** Requests under way at a time; a provider may allow fewer. */
  readonly concurrency: number;
  /** The budget of a run that has none of its own; 0 for no limit. */
  readonly maxRequests: number;
  readonly leaseSeconds: number;
  /** Told of every part that has ended. */
  readonly onPart?: (provider: string, outcome: "loaded" | "failed") => void;
  readonly sleep?: Sleep;
}

/** How long a run goes on. */
export interface RunOptions {
  /** Claims nothing more once aborted; what is under way may end within three seconds. */
  readonly signal: AbortSignal;
  /** The longest wait for a provider that rests or a chunk that is to be tried again; longer ones pause the run. */
  readonly patienceMs: number;
  /** No claims after this. */
  readonly until?: Date;
  /** A budget shared with other runs; absent: one of its own. */
  readonly budget?: Budget;
  /** Told how far it is, a few times a second at most. */
  readonly onProgress?: (ingestion: Ingestion) => void;
}

/** Why a run ended. */
export type Ended =
  /** Nothing is left to do: done, or failed in part. */
  | "closed"
  | "budget"
  /** The provider, or the chunks that are left, are to be left alone for longer than the patience. */
  | "resting"
  /** The provider cannot be asked until somebody changes the settings. */
  | "provider"
  | "interrupted"
  /** Other processes are at the rest, or the time is up. */
  | "elsewhere";

/** A run's end, and the ingestion then. */
export interface Ran {
  readonly ended: Ended;
  readonly ingestion: Ingestion;
  /** Parts that this run has worked on. */
  readonly parts: number;
}

/** Runs ingestions; null when there is none of this id. */
export type RunIngestion = (
  id: number,
  options: RunOptions,
) => Promise<Ran | null>;

/** Makes the runner. */
export function createRunner(deps: RunnerDeps): RunIngestion {
  return async function runIngestion(id, options) {
    const ingestion = await deps.ingestions.get(id);
    if (!ingestion) return null;
    const provider = deps.providers.get(ingestion.provider);
    const { missingSetting = null } = provider?.facts ?? {};
    if (!provider || missingSetting !== null) {
      const reason = missingSetting === null
        ? `This program knows no provider '${ingestion.provider}'`
        : `${provider?.facts.name} cannot be asked: set ${missingSetting}`;
      const at = deps.clock();
      const stopped = await deps.ingestions.stop(id, { reason, at });
      return { ended: "provider", ingestion: stopped ?? ingestion, parts: 0 };
    }
    const budget = options.budget ??
      new Budget(ingestion.maxRequests ?? deps.maxRequests);
    const concurrency = Math.min(deps.concurrency, provider.facts.concurrency);
    const task = { ...options, id, provider, budget, concurrency };
    using run = new Run(deps, task);
    await pMap(run.claims(), (chunk) => run.work(chunk), { concurrency });
    return await run.end(ingestion);
  };
}

/** Tells the operator how a run in the background ended. */
export function tellEnd(log: Log, { ended, ingestion, parts }: Ran): void {
  // Whoever works on it tells.
  if (parts === 0 && (ended === "elsewhere" || ended === "closed")) return;
  const { id, provider, range, status, chunks, error } = ingestion;
  log[status === "failed" ? "warn" : "info"](endOf(ingestion), {
    ingestion: id,
    provider,
    ...range,
    ended,
    ...countsOf(ingestion),
    left: chunks.pending + chunks.running,
    reason: error ?? undefined,
  });
}

function endOf({ status, held }: Ingestion): string {
  if (held) return "An ingestion was paused by hand";
  switch (status) {
    case "done":
      return "Loaded the history";
    case "failed":
      return "An ingestion failed";
    case "cancelled":
      return "An ingestion was cancelled";
    case "queued":
    case "running":
    case "paused":
      return "An ingestion goes on later";
  }
}
