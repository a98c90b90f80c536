/** The order of preference at work: from what is known of each provider, the answer, or whom to ask next. */

import { addDays, type Day, daysBetween, laterOf } from "./day.ts";
import type { ProviderFailure } from "./errors.ts";
import { openDays } from "./ledger.ts";
import type { LedgerDay, ProviderFacts, StoredPair } from "./ports.ts";
import { type PairOnDay, type Rate, rateFrom } from "./rate.ts";

/** One provider as a candidate for answering one pair on one day. */
export interface Candidate {
  readonly facts: ProviderFacts;
  readonly stored: StoredPair | null;
  readonly ledger: ReadonlyMap<Day, LedgerDay>;
  /** Why it will not be asked within this question; null while it can be. */
  readonly gaveUp: ProviderFailure | null;
  /** Asked as often as one question may: what is stored must do. */
  readonly exhausted: boolean;
}

/** How far an answer may lie before the day asked for. */
export interface LookBack {
  readonly days: number;
  /** The question named no day: the newest figures answer whatever their age, marked stale. */
  readonly anyAge: boolean;
}

/** What follows from what is known. */
export type Decision = Settled | {
  readonly kind: "ask";
  readonly provider: string;
  /** Newest first. */
  readonly days: readonly Day[];
};

/** A decision that ends the question. */
export type Settled =
  | { readonly kind: "answer"; readonly rate: Rate }
  | {
    readonly kind: "none";
    readonly failures: readonly ProviderFailure[];
    /** Whether somebody failed to answer, rather than all having nothing. */
    readonly failed: boolean;
    readonly newest: Day | null;
  };

/**
 * Goes through the candidates in their order (design: the rules of a rate, 2 and 3). The first whose days are all
 * known, with figures within the look-back, answers; one with unknown days is asked first; one that cannot be asked
 * leaves its figures as the last resort.
 */
export function decide(
  pair: PairOnDay,
  candidates: Iterable<Candidate>,
  { lookBack, now }: { lookBack: LookBack; now: Date },
): Decision {
  const failures: ProviderFailure[] = [];
  const known: { facts: ProviderFacts; stored: StoredPair }[] = [];
  const spare: typeof known = [];
  const oldest = addDays(pair.date, -lookBack.days);
  let failed = false;
  for (const candidate of candidates) {
    const { facts, stored } = candidate;
    const provider = facts.key;
    if (pair.date < facts.since) {
      failures.push({
        provider,
        reason: `its history starts on ${facts.since}`,
      });
      continue;
    }
    if (stored) known.push({ facts, stored });
    const open = openDays(candidate.ledger, facts, {
      from: stored ? laterOf(stored.date, oldest) : oldest,
      to: pair.date,
      now,
    });
    const usable = stored !== null &&
      (lookBack.anyAge || stored.date >= oldest);
    if (open.unknown.length > 0 && !candidate.gaveUp && !candidate.exhausted) {
      return { kind: "ask", provider, days: open.unknown };
    }
    const unanswered = open.failed.length > 0 ||
      (open.unknown.length > 0 && candidate.gaveUp !== null);
    if (unanswered) {
      failed = true;
      failures.push(
        candidate.gaveUp ?? { provider, reason: open.failed[0]?.reason ?? "" },
      );
      if (usable) spare.push({ facts, stored });
      continue;
    }
    if (usable && daysBetween(stored.date, pair.date) <= lookBack.days) {
      const rate = rateFrom(pair, facts, { stored, stale: false });
      return { kind: "answer", rate };
    }
    failures.push({ provider, reason: nothingWithin(pair, lookBack.days) });
    if (usable) spare.push({ facts, stored });
  }
  const best = newestOf(spare);
  if (best) {
    return {
      kind: "answer",
      rate: rateFrom(pair, best.facts, { stored: best.stored, stale: true }),
    };
  }
  const newest = newestOf(known)?.stored.date ?? null;
  return { kind: "none", failures, failed, newest };
}

function nothingWithin({ source, target, date }: PairOnDay, days: number) {
  return `it published no ${source}/${target} from ${
    addDays(date, -days)
  } to ${date}`;
}

/** The newest figures; of the same day, those of the provider that comes first. */
function newestOf<T extends { stored: StoredPair }>(spare: readonly T[]) {
  let best: T | undefined;
  for (const one of spare) {
    if (!best || one.stored.date > best.stored.date) best = one;
  }
  return best;
}
