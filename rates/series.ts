/** Rates over a range of days: the same rules day by day, small holes filled on the way, large ones named. */

import type { Ask } from "./ask.ts";
import type { CurrencyCode } from "./currency.ts";
import {
  addDays,
  type Day,
  type DayRange,
  daysBetween,
  eachDay,
  earlierOf,
  laterOf,
  rangesOf,
} from "./day.ts";
import { Deliberation } from "./decide.ts";
import type { ProviderFailure } from "./errors.ts";
import { Patience } from "./patience.ts";
import { leftOpen, notConfigured, tooLate } from "./refusals.ts";
import { stateOf } from "./ledger.ts";
import type { Clock, LedgerDay, Provider, RateStore } from "./ports.ts";
import { identityRate, type PairOnDay, type Rate } from "./rate.ts";
import { loadWindow, storedOn, type Window } from "./window.ts";

/** A question for rates over a range of days. */
export interface SeriesQuestion {
  readonly source: CurrencyCode;
  readonly targets: readonly CurrencyCode[];
  readonly range: DayRange;
  /** Whether days without an observation are answered by the last one before, marked carried. */
  readonly fill: boolean;
}

/** The answer: its points by day, then in the order of the targets. */
export interface Series {
  /** Whether every day is final; if not, `missing` says which days may still change or appear. */
  readonly complete: boolean;
  readonly missing: readonly DayRange[];
  /** The first day of the longest history among the enabled providers; null when none is enabled. */
  readonly earliest: Day | null;
  /** How many points there can be at most. */
  readonly size: number;
  readonly points: AsyncIterable<Rate>;
}

/** Answers questions for rates over a range of days. */
export type AnswerSeries = (question: SeriesQuestion) => Promise<Series>;

/** What series need. */
export interface SeriesDeps {
  readonly store: Pick<RateStore, "order" | "ledger" | "rows">;
  readonly providers: ReadonlyMap<string, Provider>;
  readonly ask: Ask;
  readonly clock: Clock;
  readonly lookBackDays: number;
  /** After this much time providers are no longer waited for: what is stored answers. */
  readonly deadlineMs: number;
  /** Told of holes that are too large to be filled while answering. */
  readonly wanted?: (provider: string, ranges: readonly DayRange[]) => void;
}

/** Upstream requests that answering one question may make; larger holes are for an ingestion. */
const MAX_REQUESTS = 4;

/** Stored rows that are held at once: about 10 MB. */
const ROWS_AT_ONCE = 40_000;

/** Points that are computed before other requests have their turn: about 10 ms of work. */
const POINTS_AT_ONCE = 2_000;

/** Points that are kept from the survey instead of being computed again while sending: about 10 MB. */
const KEPT_POINTS = 30_000;

/** Makes the function that answers questions for rates over a range of days. */
export function createSeries(deps: SeriesDeps): AnswerSeries {
  return async function answerSeries(question) {
    const { providers, earliest } = await loadProviders(deps, question.range);
    const size = question.targets.length *
      (daysBetween(question.range.from, question.range.to) + 1);
    using patience = new Patience(deps.deadlineMs);
    let budget = MAX_REQUESTS;
    for (;;) {
      const found = await survey(deps, question, { providers, size });
      // The most preferred first: what it answers, nobody after it needs to be asked for.
      const asked = providers.find((one) => found.unasked.has(one));
      const days = asked && found.unasked.get(asked);
      const requests = asked && days ? requestsFor(asked, days) : [];
      if (requests.length > 0 && requests.length <= budget && !patience.over) {
        budget -= requests.length;
        const last = asked === providers.findLast(({ gaveUp }) => !gaveUp);
        await Promise.all(
          requests.map((one) =>
            askFor(deps, question, { ...one, patience, last })
          ),
        );
        continue;
      }
      if (asked && days && requests.length > MAX_REQUESTS) {
        deps.wanted?.(asked.provider.facts.key, rangesOf(days));
      }
      const missing = rangesOf(found.provisional);
      return {
        complete: missing.length === 0,
        missing,
        earliest,
        size,
        points: found.points
          ? fromArray(found.points)
          : pointsOf(deps, question, providers, UNWATCHED),
      };
    }
  };
}

/** A provider within one question: its ledger over the range, and whether it failed meanwhile. */
interface Asked {
  readonly provider: Provider;
  ledger: ReadonlyMap<Day, LedgerDay>;
  gaveUp: ProviderFailure | null;
}

interface Request {
  readonly asked: Asked;
  readonly days: readonly Day[];
}

async function loadProviders(
  deps: SeriesDeps,
  range: DayRange,
): Promise<{ providers: Asked[]; earliest: Day | null }> {
  const keys = await deps.store.order();
  const enabled = keys.flatMap((key) => deps.providers.get(key) ?? []);
  const all = await Promise.all(enabled.map(async (provider) => {
    const { since } = provider.facts;
    if (since > range.to) return [];
    const ledger = await loadLedger(deps, provider, range);
    const { missingSetting } = provider.facts;
    // Nothing stored and nobody to ask: it cannot bear on any day.
    if (missingSetting !== null && ledger.size === 0) return [];
    return [{ provider, ledger, gaveUp: notConfigured(provider) }];
  }));
  return {
    providers: all.flat(),
    earliest: enabled.map(({ facts }) => facts.since).toSorted()[0] ?? null,
  };
}

async function loadLedger(
  { store, lookBackDays }: SeriesDeps,
  { facts }: Provider,
  { from, to }: DayRange,
): Promise<ReadonlyMap<Day, LedgerDay>> {
  const entries = await store.ledger(facts.key, {
    from: addDays(from, -lookBackDays),
    to,
  });
  return new Map(entries.map((entry) => [entry.date, entry]));
}

/** What going through all days shows: who has not been asked for which days, and which answers may still change. */
interface Found {
  readonly unasked: ReadonlyMap<Asked, ReadonlySet<Day>>;
  readonly provisional: ReadonlySet<Day>;
  /** The points themselves, when they are few enough to be kept. */
  readonly points: readonly Rate[] | null;
}

async function survey(
  deps: SeriesDeps,
  question: SeriesQuestion,
  { providers, size }: { providers: readonly Asked[]; size: number },
): Promise<Found> {
  const unasked = new Map<Asked, Set<Day>>();
  const provisional = new Set<Day>();
  const points: Rate[] | null = size <= KEPT_POINTS ? [] : null;
  const watch: Watch = {
    provisional: (date) => provisional.add(date),
    unasked(asked, days) {
      const known = unasked.get(asked) ?? new Set();
      for (const one of withinOneRequest(asked, days)) known.add(one);
      unasked.set(asked, known);
    },
  };
  for await (const point of pointsOf(deps, question, providers, watch)) {
    points?.push(point);
  }
  return { unasked, provisional, points };
}

function requestsFor(asked: Asked, days: ReadonlySet<Day>): Request[] {
  const left = [...days].sort().reverse();
  const requests: Request[] = [];
  while (left.length > 0) {
    const { length } = withinOneRequest(asked, left);
    requests.push({ asked, days: left.splice(0, length) });
  }
  return requests;
}

/** Of days newest first those that one request covers: the next one that a question for the newest would make. */
function withinOneRequest(
  { provider: { facts } }: Asked,
  days: readonly Day[],
): readonly Day[] {
  const [newest] = days;
  if (!newest) return [];
  const oldest = addDays(newest, 1 - facts.maxRangeDays);
  const end = days.findIndex((date) => date < oldest);
  return end === -1 ? days : days.slice(0, end);
}

async function askFor(
  deps: SeriesDeps,
  question: SeriesQuestion,
  { asked, days, patience, last }: Request & {
    readonly patience: Patience;
    readonly last: boolean;
  },
): Promise<void> {
  const { provider } = asked;
  const outcome = await patience.waitFor(deps.ask(provider, days), { last });
  if (outcome === "deadline") {
    asked.gaveUp = tooLate(provider);
    return;
  }
  asked.ledger = await loadLedger(deps, provider, question.range);
  const [newest] = days;
  if (!outcome.ok) asked.gaveUp = outcome.failure;
  else if (newest && isOpen(asked, newest, deps.clock())) {
    asked.gaveUp = leftOpen(provider, newest);
  }
}

function isOpen({ provider, ledger }: Asked, date: Day, now: Date): boolean {
  return stateOf(ledger.get(date), provider.facts, now) === "unknown";
}

/** Told of what going through the days shows. */
interface Watch {
  /** The answer of this day passed over a provider that could not be asked. */
  provisional(date: Day): void;
  /** This provider has not been asked for these days, newest first. */
  unasked(asked: Asked, days: readonly Day[]): void;
}

const UNWATCHED: Watch = { provisional: () => {}, unasked: () => {} };

async function* pointsOf(
  deps: SeriesDeps,
  { source, targets, range, fill }: SeriesQuestion,
  providers: readonly Asked[],
  watch: Watch,
): AsyncGenerator<Rate> {
  const codes = [...new Set([source, ...targets])];
  const options = {
    lookBack: { days: deps.lookBackDays, anyAge: false },
    now: deps.clock(),
  };
  // Before every history only a currency against itself has a rate.
  const histories = providers.map(({ provider }) => provider.facts.since);
  const [earliest = addDays(range.to, 1)] = histories.sort();
  const from = targets.includes(source)
    ? range.from
    : laterOf(range.from, earliest);
  let pointsSincePause = 0;
  for (const part of partsOf({ from, to: range.to }, codes.length)) {
    const windows: Window[] = [];
    for (const date of eachDay(part)) {
      pointsSincePause += targets.length;
      if (pointsSincePause >= POINTS_AT_ONCE) {
        await pause();
        pointsSincePause = 0;
      }
      for (const target of targets) {
        if (target !== source && date < earliest) continue;
        const pair = { source, target, date };
        const rate = target === source
          ? identityRate(pair)
          : await resolve(pair, windows, part);
        if (rate && (fill || !rate.carried)) yield rate;
      }
    }
  }

  async function resolve(
    pair: PairOnDay,
    windows: Window[],
    part: DayRange,
  ): Promise<Rate | null> {
    const deliberation = new Deliberation(pair, options);
    let rate: Rate | null = null;
    let waiting = false;
    for (const [i, asked] of providers.entries()) {
      const { provider, ledger, gaveUp } = asked;
      // Rows of the providers further down are loaded only where those before them leave a day open.
      const window = windows[i] ??= await loadWindow(
        deps,
        provider,
        { codes, range: part },
      );
      const candidate = {
        facts: provider.facts,
        stored: storedOn(window, pair, deps.lookBackDays),
        ledger,
        gaveUp: null,
      };
      let decision = deliberation.consider(candidate);
      if (decision?.kind === "ask") {
        // Who comes after it need not be asked, should it turn out to have the day.
        if (!gaveUp && !waiting) watch.unasked(asked, decision.days);
        waiting ||= !gaveUp;
        decision = deliberation.consider({
          ...candidate,
          gaveUp: gaveUp ?? NOT_ASKED,
        });
      }
      if (decision?.kind === "answer") {
        rate = decision.rate;
        break;
      }
    }
    if (deliberation.passedOver) watch.provisional(pair.date);
    if (rate) return rate;
    const conclusion = deliberation.conclude();
    return conclusion.kind === "answer" ? conclusion.rate : null;
  }
}

/** Lets the other requests have their turn. */
function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

const NOT_ASKED: ProviderFailure = { provider: "", reason: "not asked yet" };

/** The range in parts whose rows fit into memory. */
function* partsOf({ from, to }: DayRange, codes: number): Generator<DayRange> {
  const days = Math.max(31, Math.floor(ROWS_AT_ONCE / codes));
  for (let start = from; start <= to; start = addDays(start, days)) {
    yield { from: start, to: earlierOf(to, addDays(start, days - 1)) };
  }
}

async function* fromArray<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}
