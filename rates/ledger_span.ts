/** A provider's ledger over a range: a history is a few runs of days, and each of its days is looked at once. */

import { type Day, dayNumber, type DayRange, fromDayNumber } from "./day.ts";
import { finalThrough, type Ledger, stateOf } from "./ledger.ts";
import type { LedgerDay, LedgerRun, ProviderFacts } from "./ports.ts";

/** The ledger of the days of a range; runs may have others, which are left out. */
export class LedgerSpan implements Ledger {
  readonly #first: number;
  /** For each day the number of its run, counted from 1; 0 where the ledger has none. */
  readonly #runOf: Uint32Array;
  readonly #runs: readonly LedgerRun[];
  readonly #finalThrough: readonly number[];
  readonly #facts: ProviderFacts;

  constructor(
    runs: readonly LedgerRun[],
    { from, to }: DayRange,
    facts: ProviderFacts,
  ) {
    this.#first = dayNumber(from);
    const length = dayNumber(to) - this.#first + 1;
    this.#runOf = new Uint32Array(length);
    this.#runs = runs;
    this.#finalThrough = runs.map((run) => finalThrough(run, facts));
    this.#facts = facts;
    for (const [i, { days }] of runs.entries()) {
      for (const day of days) {
        const place = day - this.#first;
        if (place >= 0 && place < length) this.#runOf[place] = i + 1;
      }
    }
  }

  /** Whether nothing is known of any day of the range. */
  get isEmpty(): boolean {
    return !this.#runOf.some((run) => run > 0);
  }

  get(date: Day): LedgerDay | undefined {
    const run = this.#runs[this.#run(dayNumber(date))];
    if (!run) return undefined;
    const { status, fetchedAt, retryAt, reason } = run;
    return { date, status, fetchedAt, retryAt, reason };
  }

  /** Whether the day is known to have rates or to have none, at this moment. */
  isSettled(day: number, now: Date): boolean {
    const run = this.#run(day);
    const final = this.#finalThrough[run];
    if (final === undefined) return false;
    if (day <= final) return true;
    const date = fromDayNumber(day);
    const state = stateOf(this.get(date), this.#facts, now);
    return state === "loaded" || state === "empty";
  }

  #run(day: number): number {
    return (this.#runOf[day - this.#first] ?? 0) - 1;
  }
}
