/** Asking a provider while somebody waits: one flight for all who ask for its days, stored before it is answered. */

import type { Asker } from "./asker.ts";
import { addDays, type Day, type DayRange, laterOf, rangesOf } from "./day.ts";
import { endedBy, ProviderError, type ProviderFailure } from "./errors.ts";
import type { Clock, Log, Provider, Published, RateStore } from "./ports.ts";
import { shareSpent } from "./refusals.ts";

/** What asking came to: an answer that is stored now, or why there is none. */
export type Asked =
  | { readonly ok: true; readonly published: Published }
  | { readonly ok: false; readonly failure: ProviderFailure };

/** Asks a provider for days, newest first; on somebody's account, unless it is our own. */
export type Ask = (
  provider: Provider,
  days: readonly Day[],
  asker?: Asker,
) => Promise<Asked>;

/** What asking needs. */
export interface AskDeps {
  readonly store: Pick<RateStore, "save" | "saveFailure">;
  readonly clock: Clock;
  readonly log: Log;
  /** The most time that one flight may take, all its attempts included. */
  readonly deadlineMs: number;
  /** Aborted when the process ends: nobody waits for providers then. Without it nothing ends. */
  readonly ending?: AbortSignal;
}

/** A request under way, which other questions for its days join. */
interface Flight {
  readonly provider: Provider;
  readonly range: DayRange;
  readonly outcome: Promise<Asked>;
}

/** Attempts while somebody waits: one retry, because a second often helps and a third seldom comes in time. */
export const INTERACTIVE_ATTEMPTS = 2;

const ENDING = "this service is ending";

/** How long a failed day is left alone when the provider does not say. */
const RETRY_AFTER_SECONDS = 60;

/**
 * Makes the one way in which questions reach providers. Flights outlive the question that started them: what comes
 * late is stored all the same, so the next question finds it.
 */
export function createAsk(deps: AskDeps): Ask {
  const flights = new Set<Flight>();

  function underWay(provider: Provider, range: DayRange) {
    for (const flight of flights) {
      if (flight.provider === provider && covers(flight.range, range)) {
        return flight.outcome;
      }
    }
    return null;
  }

  function begin(provider: Provider, range: DayRange): Promise<Asked> {
    const outcome = fly(deps, provider, range)
      .finally(() => flights.delete(flight));
    const flight = { provider, range, outcome };
    flights.add(flight);
    return outcome;
  }

  async function beginFor(asker: Asker, provider: Provider, range: DayRange) {
    if (!await asker.spend(provider.facts)) {
      return { ok: false, failure: shareSpent(provider) } as const;
    }
    return await (underWay(provider, range) ?? begin(provider, range));
  }

  return function ask(provider, days, asker) {
    const range = windowOf(days, provider.facts.maxRangeDays);
    // Joining a flight costs nobody anything.
    return underWay(provider, range) ??
      (asker ? beginFor(asker, provider, range) : begin(provider, range));
  };
}

function covers(outer: DayRange, inner: DayRange): boolean {
  return outer.from <= inner.from && inner.to <= outer.to;
}

/** The days from the newest back, as many as one request can cover. */
function windowOf(days: readonly Day[], maxRangeDays: number): DayRange {
  const newest = days.reduce((a, b) => a > b ? a : b);
  const oldest = days.reduce((a, b) => a < b ? a : b);
  return {
    from: laterOf(oldest, addDays(newest, 1 - maxRangeDays)),
    to: newest,
  };
}

async function fly(
  deps: AskDeps,
  provider: Provider,
  range: DayRange,
): Promise<Asked> {
  const { store, clock, log, deadlineMs, ending } = deps;
  const { key } = provider.facts;
  try {
    const published = await provider.fetch(range, {
      signal: AbortSignal.any([
        AbortSignal.timeout(deadlineMs),
        ...(ending ? [ending] : []),
      ]),
      attempts: INTERACTIVE_ATTEMPTS,
    });
    const saved = await store.save(key, published, clock());
    log.debug("Provider answered", {
      provider: key,
      ...range,
      ...saved,
      rejected: published.rejected.length,
    });
    for (const days of rangesOf(published.doubtful ?? [])) {
      await remember(days, "Its rates of the day cannot be used");
    }
    return { ok: true, published };
  } catch (thrown) {
    if (ending?.aborted) {
      return { ok: false, failure: { provider: key, reason: ENDING } };
    }
    const error = endedBy(thrown);
    if (!(error instanceof ProviderError)) throw error;
    const { maxRangeDays } = provider.facts;
    const shorter = windowOf([range.from, range.to], maxRangeDays);
    // Its plan has turned out to be smaller; what one request can still cover is asked for at once.
    if (error.fault === "plan" && shorter.from > range.from) {
      return await fly(deps, provider, shorter);
    }
    // The door has told the operator; this says for which question.
    log.debug("Provider failed", { provider: key, ...range, error });
    if (isWorthRemembering(error)) {
      await remember(range, error.message, error.info.retryAfterSeconds);
    }
    return {
      ok: false,
      failure: { provider: key, reason: error.message },
    };
  }

  async function remember(
    days: DayRange,
    reason: string,
    pauseSeconds = RETRY_AFTER_SECONDS,
  ): Promise<void> {
    const at = clock();
    const retryAt = new Date(at.getTime() + pauseSeconds * 1_000);
    await store.saveFailure(key, days, { at, retryAt, reason });
  }
}

/** A provider that was not asked at all has not failed the day. */
function isWorthRemembering({ fault }: ProviderError): boolean {
  return fault !== "not_configured" && fault !== "resting" &&
    fault !== "allowance_spent";
}
