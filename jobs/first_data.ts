/** The first data of a new installation: something real without any network, and 27 years once there is one. */

import type { DayRange } from "../rates/day.ts";
import { dayOf } from "../rates/day.ts";
import { unknownDays } from "../rates/plan.ts";
import type {
  Clock,
  Log,
  Provider,
  Published,
  RateStore,
} from "../rates/ports.ts";
import type { FillRange } from "../rates/queue.ts";
import { type RunIngestion, tellEnd } from "./runner.ts";

/** What the first data need. */
export interface FirstDataDeps {
  readonly rates: RateStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly background: (work: Promise<void>) => void;
  readonly fill: FillRange;
  readonly run: RunIngestion;
}

/** Where the first data come from. */
export interface FirstData {
  /** The day that is part of the program. */
  readonly pinned: Pinned;
  /** Whose whole history to load, unless its provider is off or absent. */
  readonly history: Provider | undefined;
}

interface Pinned {
  readonly provider: string;
  readonly read: () => Promise<Published>;
}

/** Fewer days than this are for the ticks and the questions: they need no 600 kB file. */
const MOST_UNKNOWN_DAYS = 60;

/** A tick later there is another try. */
const PATIENCE_MS = 60_000;

/** Stores a day that comes with the program, and begins in the background to load a whole history. */
export async function loadFirstData(
  { pinned, history }: FirstData,
  deps: FirstDataDeps,
): Promise<void> {
  await storePinnedDay(pinned, deps);
  if (!history) return;
  const isOn = (await deps.rates.order()).includes(history.facts.key);
  if (isOn) deps.background(loadHistory(history, deps));
}

/** Stores the day of rates that is part of the program, unless the provider has data already. */
async function storePinnedDay(
  { provider, read }: Pinned,
  { rates, clock, log }: FirstDataDeps,
): Promise<void> {
  if (await rates.oldestDay(provider) !== null) return;
  const published = await read();
  const saved = await rates.save(provider, published, clock());
  log.info("Stored the day of rates that comes with the program", {
    provider,
    day: published.covers?.to,
    rates: saved.inserted,
  });
}

/**
 * Loads a provider's history, unless nearly all of it is there. Failing is no fault of the start: the log says why,
 * and the next tick or start tries again.
 */
async function loadHistory(
  provider: Provider,
  { rates, clock, log, signal, fill, run }: FirstDataDeps,
): Promise<void> {
  const { key, since } = provider.facts;
  const now = clock();
  const range: DayRange = { from: since, to: dayOf(now) };
  const ledger = await rates.ledger(key, range);
  const unknown = unknownDays({
    facts: provider.facts,
    range,
    ledger,
    now,
    retryFailed: true,
  });
  if (unknown.length <= MOST_UNKNOWN_DAYS) return;
  const queued = await fill({ provider: key, range, cause: "schedule" });
  if (!queued) return;
  log.info("Loading the history in the background", {
    provider: key,
    ...range,
  });
  const ran = await run(queued.ingestion.id, {
    signal,
    patienceMs: PATIENCE_MS,
  });
  if (ran) tellEnd(log, ran);
}
