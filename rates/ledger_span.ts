/** A provider's ledger: a history is a few runs of days, and each of its days is looked at once. */

import { type Day, dayNumber, type DayRange, fromDayNumber } from "./day.ts";
import { finalThrough, type Ledger, stateOf } from "./ledger.ts";
import type { LedgerDay, LedgerRun, ProviderFacts } from "./ports.ts";

/** The ledger of the days that it was made of. */
export class LedgerSpan implements Ledger {
  readonly #first: number;
  /** For each day the number of its run, counted from 1; 0 where the ledger has none. */
  readonly #runOf: Uint32Array;
  readonly #runs: readonly LedgerRun[];
  readonly #finalThrough: readonly number[];
  readonly #facts: ProviderFacts;

  constructor(runs: readonly LedgerRun[], facts: ProviderFacts) {
    let first = Infinity;
    let last = -Infinity;
    for (const { days } of runs) {
      for (const day of days) {
        if (day < first) first = day;
        if (day > last) last = day;
      }
    }
    this.#first = first;
    this.#runOf = new Uint32Array(Math.max(0, last - first + 1));
    this.#runs = runs;
    this.#finalThrough = runs.map((run) => finalThrough(run, facts));
    this.#facts = facts;
    for (const [i, { days }] of runs.entries()) {
      for (const day of days) this.#runOf[day - this.#first] = i + 1;
    }
  }

  /** Whether there is none of the days in it. */
  isEmptyWithin({ from, to }: DayRange): boolean {
    const start = Math.max(0, dayNumber(from) - this.#first);
    const end = dayNumber(to) - this.#first + 1;
    return !this.#runOf.subarray(start, Math.max(start, end)).some(Boolean);
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
