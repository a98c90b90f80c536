/** Who would answer a pair under some order of the providers: decided from what is stored, and nobody is asked. */

import { addDays, type Day, dayOf } from "./day.ts";
import { Deliberation } from "./decide.ts";
import type { ProviderFailure } from "./errors.ts";
import { ledgerByDay } from "./ledger.ts";
import type { Clock, Provider, RateStore } from "./ports.ts";
import { type PairOnDay, type Rate, rateFrom } from "./rate.ts";
import { notConfigured, resting } from "./refusals.ts";

/** What would happen to a question. */
export interface Outlook {
  /** The provider that would be asked first; null when what is stored decides. */
  readonly asks: string | null;
  /** The stored rate that answers, or would if who is asked did not know. */
  readonly rate: Rate | null;
  /** Those before it, and why they do not answer. */
  readonly passed: readonly ProviderFailure[];
}

/** What looking ahead needs. */
export interface OutlookDeps {
  readonly store: Pick<RateStore, "evidence">;
  readonly providers: ReadonlyMap<string, Provider>;
  readonly clock: Clock;
  readonly lookBackDays: number;
}

/** What would happen if exactly these providers were on, in this order; null asks for the newest. */
export async function outlook(
  deps: OutlookDeps,
  { source, target, date, order }: {
    readonly source: string;
    readonly target: string;
    readonly date: Day | null;
    readonly order: readonly Provider[];
  },
): Promise<Outlook> {
  const now = deps.clock();
  const pair: PairOnDay = { source, target, date: date ?? dayOf(now) };
  const { lookBackDays } = deps;
  const deliberation = new Deliberation(pair, {
    lookBack: { days: lookBackDays, anyAge: date === null },
    now,
  });
  const passed: ProviderFailure[] = [];
  let asks: string | null = null;
  const evidence = await deps.store.evidence({
    source,
    targets: [target],
    date: pair.date,
    ledgerFrom: addDays(pair.date, -lookBackDays),
    among: order.map(({ facts }) => facts.key),
  });
  for (const provider of order) {
    const { key } = provider.facts;
    const known = evidence.find(({ provider }) => provider === key);
    const candidate = {
      facts: provider.facts,
      stored: known?.stored ?? null,
      ledger: ledgerByDay(known?.ledger ?? []),
      gaveUp: notConfigured(provider) ?? resting(provider),
    };
    const decision = deliberation.consider(candidate);
    if (decision?.kind === "answer") {
      return { asks, rate: rateFrom(pair, decision.figures), passed };
    }
    if (decision?.kind === "ask") {
      asks ??= key;
      const gaveUp = { provider: key, reason: "it would be asked" };
      deliberation.consider({ ...candidate, gaveUp });
      passed.push(gaveUp);
    } else {
      passed.push(
        candidate.gaveUp ?? {
          provider: key,
          reason: candidate.stored
            ? `its newest rate is of ${candidate.stored.date}`
            : `it has no ${source}/${target} stored`,
        },
      );
    }
  }
  const last = deliberation.conclude();
  const rate = last.kind === "answer" ? rateFrom(pair, last.figures) : null;
  return { asks, rate, passed };
}
