/** The order of preference at work: from what is known of each provider, the answer, or whom to ask next. */

import { addDays, type Day } from "./day.ts";
import type { ProviderFailure } from "./errors.ts";
import { type Ledger, openDays } from "./ledger.ts";
import type { FetchedPair, ProviderFacts, StoredPair } from "./ports.ts";
import type { PairOnDay } from "./rate.ts";

/** One provider as a candidate for answering one pair on one day. */
export interface Candidate<Stored extends StoredPair = FetchedPair> {
  readonly facts: ProviderFacts;
  readonly stored: Stored | null;
  readonly ledger: Ledger;
  /** Why it will not be asked within this question; null while it can be. */
  readonly gaveUp: ProviderFailure | null;
}

/** How far an answer may lie before the day asked for. */
export interface LookBack {
  readonly days: number;
  /** The question named no day: the newest figures answer whatever their age, marked stale. */
  readonly anyAge: boolean;
}

/** What follows from what is known. */
export type Decision<Stored extends StoredPair = FetchedPair> =
  | Settled<Stored>
  | {
    readonly kind: "ask";
    readonly provider: string;
    /** Newest first. */
    readonly days: readonly Day[];
  };

/** A decision that ends the question. */
export type Settled<Stored extends StoredPair = FetchedPair> =
  | { readonly kind: "answer"; readonly figures: Figures<Stored> }
  | {
    readonly kind: "none";
    readonly failures: readonly ProviderFailure[];
    /** Whether somebody failed to answer, rather than all having nothing. */
    readonly failed: boolean;
    readonly newest: Day | null;
  };

/** The figures that answer, and how sure they are. */
export interface Figures<Stored extends StoredPair = FetchedPair> {
  readonly facts: ProviderFacts;
  readonly stored: Stored;
  /** Nobody could be asked: the best there is. */
  readonly stale: boolean;
  /** A preferred provider could not be asked, so that the answer may change once it can. */
  readonly provisional: boolean;
}

/** What a question is decided with. */
export interface DecideOptions {
  readonly lookBack: LookBack;
  readonly now: Date;
}

/**
 * Goes through the candidates in their order (design: the rules of a rate, 2 and 3). The first whose days are all
 * known, with figures within the look-back, answers; one with unknown days is asked first; one that cannot be asked
 * leaves its figures as the last resort.
 */
export function decide(
  pair: PairOnDay,
  candidates: Iterable<Candidate>,
  options: DecideOptions,
): Decision {
  const deliberation = new Deliberation(pair, options);
  for (const candidate of candidates) {
    const decision = deliberation.consider(candidate);
    if (decision) return decision;
  }
  return deliberation.conclude();
}

/** {@linkcode decide} a candidate at a time, for callers that load candidates only as they are needed. */
export class Deliberation<Stored extends StoredPair = FetchedPair> {
  readonly #failures: ProviderFailure[] = [];
  readonly #known: Known<Stored>[] = [];
  readonly #spare: Known<Stored>[] = [];
  readonly #oldest: Day;
  #failed = false;

  constructor(readonly pair: PairOnDay, readonly options: DecideOptions) {
    this.#oldest = addDays(pair.date, -options.lookBack.days);
  }

  /** Whether a candidate was passed over because it could not be asked: the answer may change once it can. */
  get passedOver(): boolean {
    return this.#failed;
  }

  /** What the next candidate decides; null when it leaves the question to those after it. */
  consider(candidate: Candidate<Stored>): Decision<Stored> | null {
    const { pair, options: { lookBack, now } } = this;
    const { facts, stored, gaveUp } = candidate;
    const provider = facts.key;
    if (pair.date < facts.since) {
      const reason = `its history starts on ${facts.since}`;
      this.#failures.push({ provider, reason });
      return null;
    }
    const recent = stored !== null && stored.date >= this.#oldest;
    const open = openDays(candidate.ledger, facts, {
      from: recent ? stored.date : this.#oldest,
      to: pair.date,
      now,
    });
    if (open.unknown.length > 0 && !gaveUp) {
      return { kind: "ask", provider, days: open.unknown };
    }
    if (stored) this.#known.push({ facts, stored });
    const failure = open.unknown.length > 0 ? gaveUp : null;
    if (failure || open.failed.length > 0) {
      // One without its key is named, but waiting for it helps nobody.
      this.#failed ||= facts.missingSetting === null;
      this.#failures.push(
        failure ?? { provider, reason: open.failed[0]?.reason ?? "" },
      );
    } else if (recent) {
      const sureness = { stale: false, provisional: this.passedOver };
      return { kind: "answer", figures: { facts, stored, ...sureness } };
    } else {
      this.#failures.push({ provider, reason: nothing(pair, lookBack.days) });
    }
    if (stored && (recent || lookBack.anyAge)) {
      this.#spare.push({ facts, stored });
    }
    return null;
  }

  /** What follows when no candidate answered: the best figures there are, marked stale, or why there are none. */
  conclude(): Settled<Stored> {
    const best = newestOf(this.#spare);
    if (best) {
      const sureness = { stale: true, provisional: true };
      return { kind: "answer", figures: { ...best, ...sureness } };
    }
    return {
      kind: "none",
      failures: this.#failures,
      failed: this.#failed,
      newest: newestOf(this.#known)?.stored.date ?? null,
    };
  }
}

interface Known<Stored extends StoredPair> {
  readonly facts: ProviderFacts;
  readonly stored: Stored;
}

function nothing({ source, target, date }: PairOnDay, days: number) {
  return `it published no ${source}/${target} from ${
    addDays(date, -days)
  } to ${date}`;
}

/** The newest figures; of the same day, those of the provider that comes first. */
function newestOf<Stored extends StoredPair>(
  figures: readonly Known<Stored>[],
): Known<Stored> | undefined {
  let best: Known<Stored> | undefined;
  for (const one of figures) {
    if (!best || one.stored.date > best.stored.date) best = one;
  }
  return best;
}
