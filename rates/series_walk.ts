/** The walk over the days of a series: for each day and target whose figures answer, without their arithmetic. */

import type { CurrencyCode } from "./currency.ts";
import {
  type Day,
  dayNumber,
  type DayRange,
  fromDayNumber,
  laterOf,
} from "./day.ts";
import { Deliberation, type Figures } from "./decide.ts";
import type { ProviderFailure } from "./errors.ts";
import type { Participant, Participants } from "./participants.ts";
import type { Clock, StoredPair } from "./ports.ts";
import type { SeriesQuestion } from "./series.ts";
import { type Answering, Lane } from "./series_lane.ts";
import type { Windows } from "./windows.ts";

/** What the walk needs. */
export interface WalkDeps {
  readonly clock: Clock;
  readonly lookBackDays: number;
}

/** Told of what the walk finds. */
export interface Visit {
  /** This target has an answer on this day; null for a currency against itself. */
  answer(target: CurrencyCode, day: number, by: Answering | null): void;
  /** The answer of this day passed over a provider that could not be asked. */
  provisional(date: Day): void;
  /** This provider has not been asked for these days, newest first. */
  unasked(participant: Participant, days: readonly Day[]): void;
}

const NOT_ASKED: ProviderFailure = { provider: "", reason: "not asked yet" };

/** Points that are looked at before other requests have their turn: about 10 ms of work. */
const POINTS_AT_ONCE = 10_000;

/**
 * Goes through the days, by day and then in the order of the targets; yields when what was visited so far should be
 * passed on, after others have had their turn.
 * @throws the signal's reason once it is aborted
 */
export async function* walk(
  deps: WalkDeps,
  { source, targets, range, fill }: SeriesQuestion,
  { all, earliest, windows, visit, signal }: Participants & {
    readonly windows: Windows;
    readonly visit: Visit;
    readonly signal?: AbortSignal;
  },
): AsyncGenerator<void> {
  const now = deps.clock();
  const { lookBackDays } = deps;
  // Before every history only a currency against itself has a rate.
  const from = targets.includes(source)
    ? range.from
    : laterOf(range.from, earliest);
  const firstDay = dayNumber(earliest);
  let visited = 0;
  for (const part of windows.parts({ from, to: range.to })) {
    const options = { source, targets, range: part, lookBackDays, now };
    const lanes = all.map((one) => new Lane(one, options));
    const last = dayNumber(part.to);
    for (let day = dayNumber(part.from); day <= last; day++) {
      visited += targets.length;
      if (visited >= POINTS_AT_ONCE) {
        await pause();
        signal?.throwIfAborted();
        yield;
        visited = 0;
      }
      for (const [i, target] of targets.entries()) {
        if (target === source) {
          visit.answer(target, day, null);
          continue;
        }
        if (day < firstDay) continue;
        const known = settled(lanes, i, day);
        const by = known === "unsure"
          ? await deliberate(lanes, part, i, day)
          : known;
        if (by && (fill || by.storedDay === day)) {
          visit.answer(target, day, by);
        }
      }
    }
  }
  yield;

  /** The other points, by the rules in full. */
  async function deliberate(
    lanes: readonly Lane[],
    part: DayRange,
    target: number,
    day: number,
  ): Promise<Answering | null> {
    const pair = {
      source,
      target: targets[target] ?? "",
      date: fromDayNumber(day),
    };
    const deliberation = new Deliberation<StoredPair>(pair, {
      lookBack: { days: lookBackDays, anyAge: false },
      now,
    });
    let figures: Figures<StoredPair> | null = null;
    let waiting = false;
    for (const lane of lanes) {
      const { participant } = lane;
      const { provider, ledger, gaveUp } = participant;
      const { facts } = provider;
      // Rates of the providers further down are loaded only where those before them leave a day open.
      if (!lane.isReady(day)) lane.load(await windows.of(provider, part));
      const stored = lane.newest(target, day);
      const candidate = { facts, stored, ledger, gaveUp: null };
      let decision = deliberation.consider(candidate);
      if (decision?.kind === "ask") {
        // Who comes after it need not be asked, should it turn out to have the day.
        if (!gaveUp && !waiting) visit.unasked(participant, decision.days);
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
    if (deliberation.passedOver) visit.provisional(pair.date);
    if (figures) return decided(figures);
    const conclusion = deliberation.conclude();
    return conclusion.kind === "answer" ? decided(conclusion.figures) : null;
  }
}

/** The first of the providers that has figures, where it and those before it know all days that matter. */
function settled(
  lanes: readonly Lane[],
  target: number,
  day: number,
): Answering | null | "unsure" {
  for (const lane of lanes) {
    if (!lane.isReady(day)) return "unsure";
    const look = lane.look(target, day);
    if (look !== "nothing") return look;
  }
  return null;
}

function decided(
  { facts, stored, stale }: Figures<StoredPair>,
): Answering {
  const { date, legs } = stored;
  return { facts, storedDay: dayNumber(date), stale, legs: () => legs };
}

/** Lets the other requests have their turn. */
function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
