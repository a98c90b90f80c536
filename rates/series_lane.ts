/** One provider's way through the days of a series: what it answers by itself, in one look at each day. */

import type { CurrencyCode } from "./currency.ts";
import { addDays, dayNumber, type DayRange } from "./day.ts";
import type { Participant } from "./participants.ts";
import type { Legs, ProviderFacts, StoredPair } from "./ports.ts";
import type { PairHistory, Window } from "./window.ts";

/** Whose figures answer, and of which day they are; the figures themselves only when asked for. */
export interface Answering {
  readonly facts: ProviderFacts;
  /** As `dayNumber` counts. */
  readonly storedDay: number;
  /** Nobody could be asked: the best there is. */
  readonly stale: boolean;
  legs(): Legs;
}

/** What is the same in all lanes of a series. */
export interface LaneOptions {
  readonly source: CurrencyCode;
  readonly targets: readonly CurrencyCode[];
  readonly range: DayRange;
  readonly lookBackDays: number;
  readonly now: Date;
}

/** What a look at a pair and day came to. */
export type Look = Answering | "nothing" | "unsure";

/** A provider within a series. Days are asked for in ascending order. */
export class Lane {
  readonly #options: LaneOptions;
  readonly #since: number;
  readonly #tracks: Track[] = [];
  /** The last day that was looked at, and the last of those of which it is not known whether it has rates. */
  #seen: number;
  #open = -Infinity;

  constructor(readonly participant: Participant, options: LaneOptions) {
    const { facts } = participant.provider;
    const { range, lookBackDays } = options;
    this.#options = options;
    this.#since = dayNumber(facts.since);
    const first = dayNumber(addDays(range.from, -lookBackDays));
    this.#seen = Math.max(first, this.#since) - 1;
  }

  /** Whether it can be looked at on this day: before its history there is nothing, and nothing to be loaded. */
  isReady(day: number): boolean {
    return this.#tracks.length > 0 || day < this.#since;
  }

  /** Gives it its rates. */
  load(window: Window): void {
    const { source, targets, range, lookBackDays } = this.#options;
    const first = dayNumber(addDays(range.from, -lookBackDays));
    for (const target of targets) {
      const history = window.pair(source, target);
      const { facts } = this.participant.provider;
      this.#tracks.push(new Track(facts, history, first));
    }
  }

  /**
   * What it says of a pair by itself. Where all its days from its newest figures on are known these answer; where all
   * of the look-back are, and there are no figures, it leaves the pair to others; otherwise one must deliberate.
   */
  look(target: number, day: number): Look {
    if (day < this.#since) return "nothing";
    this.#advance(day);
    const track = this.#tracks[target];
    if (!track) return "unsure";
    const oldest = day - this.#options.lookBackDays;
    if (track.advance(day) < oldest) {
      return this.#open < oldest ? "nothing" : "unsure";
    }
    return this.#open < track.storedDay ? track : "unsure";
  }

  /** The newest figures of the day and the look-back. */
  newest(target: number, day: number): StoredPair | null {
    const { lookBackDays } = this.#options;
    return this.#tracks[target]?.history.newest(day, lookBackDays) ?? null;
  }

  #advance(day: number): void {
    const { ledger } = this.participant;
    while (this.#seen < day) {
      this.#seen++;
      if (!ledger.isSettled(this.#seen, this.#options.now)) {
        this.#open = this.#seen;
      }
    }
  }
}

/** One pair within a lane. */
class Track implements Answering {
  storedDay = -Infinity;
  readonly stale = false;
  #seen: number;

  constructor(
    readonly facts: ProviderFacts,
    readonly history: PairHistory,
    first: number,
  ) {
    this.#seen = first - 1;
  }

  /** The day of the newest figures on or before this one. */
  advance(day: number): number {
    while (this.#seen < day) {
      this.#seen++;
      if (this.history.kindOn(this.#seen)) this.storedDay = this.#seen;
    }
    return this.storedDay;
  }

  legs(): Legs {
    const legs = this.history.legsOn(this.storedDay);
    if (!legs) throw new RangeError("No figures have been seen yet");
    return legs;
  }
}
