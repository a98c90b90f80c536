/** What is asked of a provider: each unknown day once, nothing else, in the fewest requests. */

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  addDays,
  type Day,
  day,
  dayNumber,
  type DayRange,
  eachDay,
} from "../../rates/day.ts";
import { planRequests, unknownDays } from "../../rates/plan.ts";
import type { LedgerDay, ProviderFacts } from "../../rates/ports.ts";
import { FakeProvider } from "../support/fake_provider.ts";

const NOW = new Date("2024-06-01T12:00:00Z");
const FIRST = day("2024-01-01");

function factsOf(change: Partial<ProviderFacts>): ProviderFacts {
  return new FakeProvider({ since: day("1999-01-04"), ...change }).facts;
}

function entry(date: Day, status: LedgerDay["status"]): LedgerDay {
  return {
    date,
    status,
    fetchedAt: NOW,
    retryAt: status === "failed" ? new Date(NOW.getTime() + 60_000) : null,
    reason: status === "failed" ? "No connection" : null,
  };
}

/** A ledger over 60 days; true is a day that is known. */
const ledgers = fc.array(
  fc.constantFrom<LedgerDay["status"] | null>(
    null,
    null,
    "loaded",
    "empty",
    "failed",
  ),
  { minLength: 1, maxLength: 60 },
);

/** The least number of intervals of at most `reach` days that cover all of the days: tried from every start. */
function fewest(days: readonly number[], reach: number): number {
  const sorted = [...days].sort((a, b) => a - b);
  const best: number[] = [0];
  for (let i = 1; i <= sorted.length; i++) {
    const last = sorted[i - 1] ?? 0;
    let least = Infinity;
    for (let j = i; j >= 1; j--) {
      if (last - (sorted[j - 1] ?? 0) >= reach) break;
      least = Math.min(least, (best[j - 1] ?? 0) + 1);
    }
    best.push(least);
  }
  return best.at(-1) ?? 0;
}

Deno.test("Every unknown day is covered exactly once, none outside, in the fewest requests, newest first", () => {
  fc.assert(
    fc.property(ledgers, fc.integer({ min: 1, max: 40 }), (states, reach) => {
      const range = { from: FIRST, to: addDays(FIRST, states.length - 1) };
      const ledger = states.flatMap((status, i) =>
        status ? [entry(addDays(FIRST, i), status)] : []
      );
      const facts = factsOf({ maxRangeDays: reach });
      const requests = planRequests({ facts, range, ledger, now: NOW });
      const unknown = states.flatMap((status, i) =>
        status ? [] : [addDays(FIRST, i)]
      );
      const covered = requests.flatMap((one) => [...eachDay(one)]);
      for (const date of unknown) {
        assertEquals(covered.filter((one) => one === date).length, 1);
      }
      assertEquals(new Set(covered).size, covered.length);
      for (const { from, to } of requests) {
        assert(unknown.includes(from) && unknown.includes(to));
        assert(dayNumber(to) - dayNumber(from) < reach);
      }
      assertEquals(
        requests.map(({ to }) => to),
        requests.map(({ to }) => to).toSorted().reverse(),
      );
      assertEquals(requests.length, fewest(unknown.map(dayNumber), reach));
    }),
  );
});

function planned(
  facts: Partial<ProviderFacts>,
  { range, ledger = [], now = NOW }: {
    readonly range: [string, string];
    readonly ledger?: readonly LedgerDay[];
    readonly now?: Date;
  },
): string[] {
  const [from, to] = range;
  const asked: DayRange = { from: day(from), to: day(to) };
  return planRequests({ facts: factsOf(facts), range: asked, ledger, now })
    .map((one) => `${one.from}..${one.to}`);
}

Deno.test("A provider with one file is asked once, over the days that are known", () => {
  assertEquals(
    planned({ maxRangeDays: 20_000 }, {
      range: ["2000-01-01", "2024-05-31"],
      ledger: [entry(day("2010-01-01"), "loaded")],
    }),
    ["2000-01-01..2024-05-31"],
  );
});

Deno.test("Nothing is asked for before the provider's history or after today", () => {
  assertEquals(
    planned({ since: day("2024-05-30"), maxRangeDays: 1 }, {
      range: ["1990-01-01", "2030-01-01"],
      ledger: [entry(day("2024-05-31"), "empty")],
    }),
    ["2024-06-01..2024-06-01", "2024-05-30..2024-05-30"],
  );
  assertEquals(planned({}, { range: ["2024-06-02", "2024-06-09"] }), []);
});

Deno.test("A failed day is asked for again once its time has come, or by who waits for it", () => {
  const ledger = [entry(FIRST, "failed")];
  const range: [string, string] = [FIRST, FIRST];
  assertEquals(planned({}, { range, ledger }), []);
  const later = new Date(NOW.getTime() + 60_000);
  assertEquals(planned({}, { range, ledger, now: later }).length, 1);
  const question = { facts: factsOf({}), ledger, now: NOW };
  const only = { from: FIRST, to: FIRST };
  assertEquals(
    unknownDays({ ...question, range: only, retryFailed: true }),
    [FIRST],
  );
});

Deno.test("Today's figures are asked for again when they no longer hold", () => {
  const ledger = [entry(day("2024-06-01"), "loaded")];
  const range: [string, string] = ["2024-06-01", "2024-06-01"];
  assertEquals(planned({}, { range, ledger }), []);
  const later = new Date("2024-06-01T13:00:01Z");
  assertEquals(planned({}, { range, ledger, now: later }).length, 1);
});
