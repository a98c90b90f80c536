/** The subject wired to a memory and to fake providers, under a clock that a test sets. */

import { type Ask, createAsk } from "../../rates/ask.ts";
import type { Log, Provider } from "../../rates/ports.ts";
import { createQuote, type Quote } from "../../rates/quote.ts";
import { type AnswerSeries, createSeries } from "../../rates/series.ts";
import { MemoryStore } from "./memory_store.ts";

/** A log that nobody reads. */
export const silent: Log = {
  debug() {},
  info() {},
  warn() {},
  error() {},
};

/** What a test asks its questions of. */
export interface World {
  readonly store: MemoryStore;
  readonly ask: Ask;
  readonly quote: Quote;
  readonly series: AnswerSeries;
  /** Sets the clock; it stands still in between. */
  setTime(instant: string): void;
}

/** Times in which fake providers answer or never do. */
export interface WorldOptions {
  readonly time: string;
  readonly lookBackDays?: number;
  readonly questionDeadlineMs?: number;
  readonly flightDeadlineMs?: number;
  /** Told of holes that are too large to be filled while answering. */
  readonly wanted?: (provider: string) => void;
}

/** Connects the providers, enabled in the order given. */
export function createWorld(
  providers: readonly Provider[],
  {
    time,
    lookBackDays = 14,
    questionDeadlineMs = 5_000,
    flightDeadlineMs = 5_000,
    wanted,
  }: WorldOptions,
): World {
  let now = new Date(time);
  const clock = () => now;
  const store = new MemoryStore(providers.map(({ facts }) => facts));
  const byKey = new Map(providers.map((one) => [one.facts.key, one]));
  const ask = createAsk({
    store,
    clock,
    log: silent,
    deadlineMs: flightDeadlineMs,
  });
  const deps = { store, providers: byKey, ask, clock, lookBackDays };
  return {
    store,
    ask,
    quote: createQuote({ ...deps, deadlineMs: questionDeadlineMs }),
    series: createSeries({ ...deps, deadlineMs: questionDeadlineMs, wanted }),
    setTime: (instant) => now = new Date(instant),
  };
}
