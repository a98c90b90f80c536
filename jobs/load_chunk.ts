/** One part of a load: planned against the ledger of this moment, asked for, and stored together with its end. */

import { planRequests } from "../rates/plan.ts";
import type {
  Chunk,
  Clock,
  FetchOptions,
  IngestionStore,
  Log,
  Provider,
  RateStore,
} from "../rates/ports.ts";
import type { Spending } from "./budget.ts";
import type { Persist } from "./persist.ts";

/** What loading a part needs. */
export interface LoadChunkDeps {
  readonly ingestions: Pick<IngestionStore, "split" | "finish">;
  readonly rates: Pick<RateStore, "ledger">;
  readonly provider: Provider;
  readonly persist: Persist;
  readonly clock: Clock;
  readonly log: Log;
}

/** Attempts of a request in the background: nobody waits for it. */
const ATTEMPTS = 4;
/** All of them together. */
const DEADLINE_MS = 120_000;

/**
 * Loads the part, or puts the requests that it takes in its place.
 * @throws {ProviderError}
 */
export async function loadChunk(
  chunk: Chunk,
  { spending, signal }: {
    readonly spending: Spending;
    readonly signal: AbortSignal;
  },
  { ingestions, rates, provider, persist, clock, log }: LoadChunkDeps,
): Promise<void> {
  const { key } = provider.facts;
  // Somebody else may have asked, or a file been read, since the plan was made.
  const ledger = await persist(() => rates.ledger(key, chunk.range));
  const ranges = planRequests({
    facts: provider.facts,
    range: chunk.range,
    ledger,
    now: clock(),
    retryFailed: true,
  });
  if (ranges.length > 1) {
    const { requests } = spending;
    await persist(() => ingestions.split(chunk, { ranges, requests }));
    return;
  }
  const [range] = ranges;
  const options: FetchOptions = {
    signal: AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]),
    attempts: ATTEMPTS,
    onAttempt: spending.onAttempt,
    onWithheld: spending.onWithheld,
  };
  const published = range ? await provider.fetch(range, options) : null;
  const { requests } = spending;
  const at = clock();
  const saved = await persist(() =>
    ingestions.finish(chunk, { published, requests, at })
  );
  log.debug("Loaded a part of the history", {
    provider: key,
    ...range,
    ...saved,
    rejected: published?.rejected.length,
  });
}
