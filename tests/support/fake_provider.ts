/** A provider whose answers a test writes, and that remembers what it was asked. */

import { type Day, day, type DayRange } from "../../rates/day.ts";
import { ProviderError, type ProviderFault } from "../../rates/errors.ts";
import type {
  FetchOptions,
  Observation,
  Provider,
  ProviderFacts,
  ProviderHealth,
  Published,
} from "../../rates/ports.ts";

/** What a request is answered with. */
export type Answer = (
  range: DayRange,
  options: FetchOptions,
) => Promise<Published> | Published;

/** Facts of a provider that publishes against the euro, all of its history in one answer. */
const FACTS: ProviderFacts = {
  key: "fake",
  name: "Fake",
  base: "EUR",
  since: day("1999-01-04"),
  maxRangeDays: 10_000,
  freshForSeconds: 3_600,
  settlesAfterHours: 6,
  publishesAtUtc: "00:00",
  publishesWeekends: true,
  concurrency: 8,
  monthlyRequests: null,
  synthetic: false,
  keySetting: null,
  missingSetting: null,
  enabledAtFirst: true,
  source: "https://fake.example",
  terms: "None",
};

/** An upstream that answers as the test says; unless told otherwise it has published nothing. */
export class FakeProvider implements Provider {
  /** May change, as those of a provider whose plan turns out to be smaller. */
  facts: ProviderFacts;
  /** Every range it was asked for, in order. */
  readonly asked: DayRange[] = [];
  /** May be changed between two questions. */
  answer: Answer;
  /** Open while it is left alone after failures. */
  breaker: ProviderHealth["breaker"] = "closed";
  /** Takes files in when a test gives it one. */
  readFile?: Provider["readFile"];

  constructor(
    facts: Partial<ProviderFacts> = {},
    answer: Answer = publish([]),
  ) {
    this.facts = { ...FACTS, ...facts };
    this.answer = answer;
  }

  async fetch(range: DayRange, options: FetchOptions): Promise<Published> {
    this.asked.push(range);
    return await this.answer(range, options);
  }

  health(): ProviderHealth {
    return {
      breaker: this.breaker,
      restingUntil: null,
      requests: this.asked.length,
      failures: 0,
      lastSuccessAt: null,
      lastFailure: null,
      latencyMs: null,
    };
  }

  reset(): void {}
}

/** Answers each request with those of the observations that lie in its range, and is complete about it. */
export function publish(observations: readonly Observation[]): Answer {
  return (range) => ({
    observations: observations.filter(({ date }) =>
      range.from <= date && date <= range.to
    ),
    covers: range,
    rejected: [],
  });
}

/** Fails each request. */
export function fail(
  fault: ProviderFault = "unreachable",
  message = "Cannot connect",
  info: ProviderError["info"] = {},
): Answer {
  return () => Promise.reject(new ProviderError(fault, message, info));
}

/** Answers nothing until the request is given up, as a connection that hangs does: ends with the signal's reason. */
export const hang: Answer = (_range, { signal }) =>
  new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), {
      once: true,
    });
  });

/** Observations of one base, written as `{ "2026-04-13": { USD: "1.1684" } }`. */
export function observationsOf(
  base: string,
  byDay: Readonly<Record<string, Readonly<Record<string, string>>>>,
): Observation[] {
  return Object.entries(byDay).flatMap(([date, rates]) =>
    Object.entries(rates).map(([quote, rate]) => ({
      base,
      quote,
      date: day(date),
      rate,
    }))
  );
}

/** The ranges it was asked for, written short: `2026-04-13` or `2026-04-01..2026-04-13`. */
export function askedOf({ asked }: FakeProvider): string[] {
  return asked.map(({ from, to }: { from: Day; to: Day }) =>
    from === to ? from : `${from}..${to}`
  );
}
