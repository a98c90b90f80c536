/** The walk over the days of a series: for each day and target whose figures answer, without their arithmetic. */

import {
  addDays,
  type Day,
  type DayRange,
  eachDay,
  earlierOf,
  laterOf,
} from "./day.ts";
import { Deliberation, type Figures } from "./decide.ts";
import type { ProviderFailure } from "./errors.ts";
import { stateOf } from "./ledger.ts";
import type { Participant, Participants } from "./participants.ts";
import type { Clock, RateStore } from "./ports.ts";
import { identityRate, type PairOnDay, type Rate, rateFrom } from "./rate.ts";
import type { SeriesQuestion } from "./series.ts";
import { loadWindow, storedOn, type Window } from "./window.ts";

/** What the walk needs. */
export interface WalkDeps {
  readonly store: Pick<RateStore, "rows">;
  readonly clock: Clock;
  readonly lookBackDays: number;
}

/** A point before its number is computed: deciding is cheap, dividing 12 digits is not. */
export interface Found {
  readonly pair: PairOnDay;
  /** Null for a currency against itself. */
  readonly figures: Figures | null;
}

/** Told of what the walk shows. */
export interface Watch {
  /** The answer of this day passed over a provider that could not be asked. */
  provisional(date: Day): void;
  /** This provider has not been asked for these days, newest first. */
  unasked(participant: Participant, days: readonly Day[]): void;
}

const UNWATCHED: Watch = { provisional: () => {}, unasked: () => {} };

const NOT_ASKED: ProviderFailure = { provider: "", reason: "not asked yet" };

/** Stored rows that are held at once: about 10 MB. */
const ROWS_AT_ONCE = 40_000;

/** Points that are looked at before other requests have their turn: about 10 ms of work. */
const POINTS_AT_ONCE = 2_000;

/** The point with its number. */
export function rateOfFound({ pair, figures }: Found): Rate {
  return figures ? rateFrom(pair, figures) : identityRate(pair);
}

/**
 * Goes through the days, by day and then in the order of the targets.
 * @throws the signal's reason once it is aborted
 */
export async function* walk(
  deps: WalkDeps,
  { source, targets, range, fill }: SeriesQuestion,
  { all, earliest, watch = UNWATCHED, signal }: Participants & {
    readonly watch?: Watch;
    readonly signal?: AbortSignal;
  },
): AsyncGenerator<Found> {
  const codes = [...new Set([source, ...targets])];
  const now = deps.clock();
  const options = {
    lookBack: { days: deps.lookBackDays, anyAge: false },
    now,
  };
  const [first] = all;
  // Before every history only a currency against itself has a rate.
  const from = targets.includes(source)
    ? range.from
    : laterOf(range.from, earliest);
  let pointsSincePause = 0;
  for (const part of partsOf({ from, to: range.to }, codes.length)) {
    const windows: Window[] = [];
    const windowOf = async (i: number, { provider }: Participant) =>
      // Rows of the providers further down are loaded only where those before them leave a day open.
      windows[i] ??= await loadWindow(deps, provider, { codes, range: part });
    for (const date of eachDay(part)) {
      pointsSincePause += targets.length;
      if (pointsSincePause >= POINTS_AT_ONCE) {
        await pause();
        signal?.throwIfAborted();
        pointsSincePause = 0;
      }
      const window = first && date >= first.provider.facts.since &&
          stateOf(first.ledger.get(date), first.provider.facts, now) ===
            "loaded"
        ? windows[0] ?? await windowOf(0, first)
        : null;
      for (const target of targets) {
        if (target !== source && date < earliest) continue;
        const pair = { source, target, date };
        if (target === source) {
          yield { pair, figures: null };
          continue;
        }
        // Nine of ten points: the preferred provider published the pair on this very day.
        const stored = window && storedOn(window, pair, 0);
        const figures = first && stored
          ? {
            facts: first.provider.facts,
            stored,
            stale: false,
            provisional: false,
          }
          : await deliberate(pair, windowOf);
        if (!figures) continue;
        if (fill || figures.stored.date === date) yield { pair, figures };
      }
    }
  }

  async function deliberate(
    pair: PairOnDay,
    windowOf: (i: number, participant: Participant) => Promise<Window>,
  ): Promise<Figures | null> {
    const deliberation = new Deliberation(pair, options);
    let figures: Figures | null = null;
    let waiting = false;
    for (const [i, participant] of all.entries()) {
      const { provider, ledger, gaveUp } = participant;
      const candidate = {
        facts: provider.facts,
        stored: storedOn(
          await windowOf(i, participant),
          pair,
          deps.lookBackDays,
        ),
        ledger,
        gaveUp: null,
      };
      let decision = deliberation.consider(candidate);
      if (decision?.kind === "ask") {
        // Who comes after it need not be asked, should it turn out to have the day.
        if (!gaveUp && !waiting) watch.unasked(participant, decision.days);
        waiting ||= !gaveUp;
        decision = deliberation.consider({
          ...candidate,
          gaveUp: gaveUp ?? NOT_ASKED,
        });
      }
      if (decision?.kind === "answer") {
        figures = decision.figures;
        break;
      }
    }
    if (deliberation.passedOver) watch.provisional(pair.date);
    if (figures) return figures;
    const conclusion = deliberation.conclude();
    return conclusion.kind === "answer" ? conclusion.figures : null;
  }
}

/** Lets the other requests have their turn. */
function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

/** The range in parts whose rows fit into memory. */
function* partsOf({ from, to }: DayRange, codes: number): Generator<DayRange> {
  const days = Math.max(31, Math.floor(ROWS_AT_ONCE / codes));
  for (let start = from; start <= to; start = addDays(start, days)) {
    yield { from: start, to: earlierOf(to, addDays(start, days - 1)) };
  }
}
