/** One question, any number of targets: decides, asks where needed, and decides again until every target is settled. */

import type { Asker } from "./asker.ts";
import { type AskedDeps, AskedProviders } from "./asked.ts";
import type { CurrencyCode } from "./currency.ts";
import { addDays, type Day, dayOf } from "./day.ts";
import { type Candidate, decide, type Settled } from "./decide.ts";
import { AppError } from "./errors.ts";
import { ledgerByDay } from "./ledger.ts";
import type { Clock, Evidence, Provider, RateStore } from "./ports.ts";
import { identityRate, type PairOnDay, type Rate, rateFrom } from "./rate.ts";
import { nobodyEnabled, notConfigured } from "./refusals.ts";

/** A question for rates on one day. */
export interface RateQuestion {
  readonly source: CurrencyCode;
  readonly targets: readonly CurrencyCode[];
  /** Null asks for the newest. */
  readonly date: Day | null;
}

/** For each target its rate, or the error that says why there is none. */
export type Quotes = ReadonlyMap<CurrencyCode, Rate | AppError>;

/** Answers questions for rates on one day; on somebody's account, unless it is our own. */
export type Quote = (
  question: RateQuestion,
  asker?: Asker,
) => Promise<Quotes>;

/** What quoting needs. */
export interface QuoteDeps extends AskedDeps {
  readonly store: Pick<RateStore, "evidence">;
  readonly providers: ReadonlyMap<string, Provider>;
  readonly clock: Clock;
  readonly lookBackDays: number;
}

/** Makes the function that answers questions for rates on one day. */
export function createQuote(deps: QuoteDeps): Quote {
  return async function quote({ source, targets, date }, asker) {
    const now = deps.clock();
    const day = date ?? dayOf(now);
    const settled = new Map<CurrencyCode, Rate | AppError>();
    const asked = new AskedProviders(deps, asker);
    try {
      let open = targets.filter((target) => target !== source);
      settled.set(source, identityRate({ source, target: source, date: day }));
      while (open.length > 0) {
        const evidence = await deps.store.evidence({
          source,
          targets: open,
          date: day,
          ledgerFrom: addDays(day, -deps.lookBackDays),
          enabledOnly: true,
        });
        const byTarget = Map.groupBy(evidence, (one) => one.target);
        const wanted = new Map<string, Set<Day>>();
        open = open.filter((target) => {
          const pair = { source, target, date: day };
          const decision = decide(
            pair,
            candidatesFrom(byTarget.get(target) ?? [], deps.providers, asked),
            {
              lookBack: { days: deps.lookBackDays, anyAge: date === null },
              now,
            },
          );
          if (decision.kind === "ask") {
            const days = wanted.get(decision.provider) ?? new Set();
            for (const one of decision.days) days.add(one);
            wanted.set(decision.provider, days);
            return true;
          }
          settled.set(
            target,
            settle(pair, decision, {
              lookBackDays: deps.lookBackDays,
              waitSeconds: asker?.waitSeconds ?? 0,
            }),
          );
          return false;
        });
        const last = lastToAsk(deps, { evidence, asked, date: day });
        await Promise.all(
          [...wanted].map(([key, days]) =>
            asked.ask(providerOf(deps, key), newestFirst(days), {
              last: key === last,
            })
          ),
        );
      }
    } finally {
      asked.done();
    }
    return inOrder(targets, settled);
  };
}

/** The least preferred provider that can still be asked: nobody comes after it whose time it could take. */
function lastToAsk(
  { providers }: QuoteDeps,
  { evidence, asked, date }: {
    readonly evidence: readonly Evidence[];
    readonly asked: AskedProviders;
    readonly date: Day;
  },
): string | undefined {
  return evidence.findLast(({ provider: key }) => {
    const provider = providers.get(key);
    return provider !== undefined && date >= provider.facts.since &&
      !notConfigured(provider) && !asked.gaveUp(key);
  })?.provider;
}

function inOrder<K, V>(keys: readonly K[], values: ReadonlyMap<K, V>) {
  const ordered = new Map<K, V>();
  for (const key of keys) {
    const value = values.get(key);
    if (value !== undefined) ordered.set(key, value);
  }
  return ordered;
}

function providerOf({ providers }: QuoteDeps, key: string): Provider {
  const provider = providers.get(key);
  if (!provider) throw new Error(`Cannot ask an unknown provider: '${key}'`);
  return provider;
}

function newestFirst(days: ReadonlySet<Day>): Day[] {
  return [...days].sort().reverse();
}

function candidatesFrom(
  evidence: readonly Evidence[],
  providers: ReadonlyMap<string, Provider>,
  asked: AskedProviders,
): Candidate[] {
  return evidence.flatMap(({ provider: key, stored, ledger }) => {
    const provider = providers.get(key);
    if (!provider) return []; // A row of an older program, whose provider is gone.
    return {
      facts: provider.facts,
      stored,
      ledger: ledgerByDay(ledger),
      gaveUp: asked.gaveUp(key) ?? notConfigured(provider),
    };
  });
}

function settle(
  pair: PairOnDay,
  decision: Settled,
  { lookBackDays, waitSeconds }: {
    readonly lookBackDays: number;
    /** Until the asker may cause requests again that were refused. */
    readonly waitSeconds: number;
  },
): Rate | AppError {
  if (decision.kind === "answer") return rateFrom(pair, decision.figures);
  const { source, target, date } = pair;
  const { failures, failed, newest } = decision;
  const last = newest ? ` The last one known is of ${newest}.` : "";
  if (failures.length === 0) {
    return nobodyEnabled(`${source}/${target}`);
  }
  if (failed && waitSeconds > 0) {
    return new AppError(
      "too_many_requests",
      `Nothing is stored for ${source}/${target} on ${date}, and you have caused as many requests to providers as you may for now. Try again in ${waitSeconds} seconds, or send a token, which may cause more.${last}`,
      { providers: failures, retryAfterSeconds: waitSeconds },
    );
  }
  return failed
    ? new AppError(
      "providers_failed",
      `No provider could answer ${source}/${target} for ${date}.${last} Try again in a minute.`,
      { providers: failures, retryAfterSeconds: 60 },
    )
    : new AppError(
      "no_rate",
      `No provider published ${source}/${target} on ${date} or in the ${lookBackDays} days before.${last}`,
      { providers: failures },
    );
}
