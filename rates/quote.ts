/** One question, any number of targets: decides, asks where needed, and decides again until every target is settled. */

import type { Ask, Asked } from "./ask.ts";
import type { CurrencyCode } from "./currency.ts";
import { addDays, type Day, dayOf } from "./day.ts";
import { type Candidate, decide, type Settled } from "./decide.ts";
import { AppError, type ProviderFailure } from "./errors.ts";
import type {
  Clock,
  Evidence,
  LedgerDay,
  Provider,
  RateStore,
} from "./ports.ts";
import { identityRate, type PairOnDay, type Rate } from "./rate.ts";

/** A question for rates on one day. */
export interface RateQuestion {
  readonly source: CurrencyCode;
  readonly targets: readonly CurrencyCode[];
  /** Null asks for the newest. */
  readonly date: Day | null;
}

/** For each target its rate, or the error that says why there is none. */
export type Quotes = ReadonlyMap<CurrencyCode, Rate | AppError>;

/** Answers questions for rates on one day. */
export type Quote = (question: RateQuestion) => Promise<Quotes>;

/** What quoting needs. */
export interface QuoteDeps {
  readonly store: Pick<RateStore, "evidence">;
  readonly providers: ReadonlyMap<string, Provider>;
  readonly ask: Ask;
  readonly clock: Clock;
  readonly lookBackDays: number;
  /** After this much time providers that still think count as failed. */
  readonly deadlineMs: number;
}

/** The most requests to one provider within one question: a long weekend of empty days, and no more. */
const MAX_ASKS = 4;

/** Makes the function that answers questions for rates on one day. */
export function createQuote(deps: QuoteDeps): Quote {
  return async function quote({ source, targets, date }) {
    const now = deps.clock();
    const day = date ?? dayOf(now);
    const settled = new Map<CurrencyCode, Rate | AppError>();
    const asked = new AskedProviders(deps);
    try {
      let open = targets.filter((target) => target !== source);
      settled.set(source, identityRate({ source, target: source, date: day }));
      while (open.length > 0) {
        const evidence = await deps.store.evidence({
          source,
          targets: open,
          date: day,
          oldest: null,
          ledgerFrom: addDays(day, -deps.lookBackDays),
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
          settled.set(target, settle(pair, decision, deps.lookBackDays));
          return false;
        });
        await Promise.all(
          [...wanted].map(([key, days]) =>
            asked.ask(providerOf(deps, key), newestFirst(days), {
              last: key === evidence.at(-1)?.provider,
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

/** Who was asked within one question, and how that went. */
class AskedProviders {
  readonly #gaveUp = new Map<string, ProviderFailure>();
  readonly #asks = new Map<string, Set<Day>>();
  readonly #deps: QuoteDeps;
  readonly #deadline: Deadline;
  #late = 0;

  constructor(deps: QuoteDeps) {
    this.#deps = deps;
    this.#deadline = deadlineAfter(deps.deadlineMs);
  }

  gaveUp(key: string): ProviderFailure | null {
    return this.#gaveUp.get(key) ?? null;
  }

  /**
   * Asks the provider, or gives it up: after too many requests, and when it was asked for this day already. One that
   * others come after is waited for half of what time is left, so that one that hangs leaves them theirs.
   */
  async ask(
    provider: Provider,
    days: readonly Day[],
    { last }: { readonly last: boolean },
  ): Promise<void> {
    const { key } = provider.facts;
    const [newest] = days;
    const asks = this.#asks.get(key) ?? new Set();
    if (!newest || asks.size >= MAX_ASKS || asks.has(newest)) {
      const reason = `it has not said yet whether it published on ${newest}`;
      this.#gaveUp.set(key, { provider: key, reason });
      return;
    }
    this.#asks.set(key, asks.add(newest));
    const outcome = await this.#waitFor(this.#deps.ask(provider, days), last);
    if (outcome === "deadline") {
      this.#late++;
      this.#gaveUp.set(key, {
        provider: key,
        reason: "it did not answer in time",
      });
    } else if (!outcome.ok) {
      this.#gaveUp.set(key, outcome.failure);
    }
  }

  /** Ends the wait: what is still under way goes on by itself. */
  done(): void {
    this.#deadline.clear();
  }

  async #waitFor(
    flight: ReturnType<Ask>,
    last: boolean,
  ): Promise<Asked | "deadline"> {
    const halvings = last ? 0 : this.#late + 1;
    const share = deadlineAfter(this.#deps.deadlineMs / 2 ** halvings);
    try {
      return await Promise.race([flight, share.passed, this.#deadline.passed]);
    } finally {
      share.clear();
    }
  }
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

function ledgerByDay(ledger: readonly LedgerDay[]): Map<Day, LedgerDay> {
  return new Map(ledger.map((entry) => [entry.date, entry]));
}

/** Why a provider without its key cannot be asked; null when it has it. */
export function notConfigured({ facts }: Provider): ProviderFailure | null {
  return facts.missingSetting === null
    ? null
    : { provider: facts.key, reason: `${facts.missingSetting} is not set` };
}

function settle(
  { source, target, date }: PairOnDay,
  decision: Settled,
  lookBackDays: number,
): Rate | AppError {
  if (decision.kind === "answer") return decision.rate;
  const { failures, failed, newest } = decision;
  const last = newest ? ` The last one known is of ${newest}.` : "";
  if (failures.length === 0) {
    return new AppError(
      "no_rate",
      `No provider is enabled, so nobody can be asked for ${source}/${target}. Enable one.`,
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

interface Deadline {
  readonly passed: Promise<"deadline">;
  clear(): void;
}

function deadlineAfter(deadlineMs: number): Deadline {
  const { promise, resolve } = Promise.withResolvers<"deadline">();
  const timer = setTimeout(() => resolve("deadline"), deadlineMs);
  return { passed: promise, clear: () => clearTimeout(timer) };
}
