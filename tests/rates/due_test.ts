/** When a provider is asked by itself: never too early, and told beforehand. */

import { assertEquals } from "@std/assert";
import { type Day, day } from "../../rates/day.ts";
import { isDue, nextRefresh } from "../../rates/due.ts";
import type { LedgerDay, ProviderFacts } from "../../rates/ports.ts";
import { FakeProvider } from "../support/fake_provider.ts";

function factsOf(facts: Partial<ProviderFacts>): ProviderFacts {
  return new FakeProvider(facts).facts;
}

/** A bank that publishes on working days at four in the afternoon. */
const BANK = factsOf({ publishesAtUtc: "16:00", publishesWeekends: false });

function loaded(date: string, fetchedAt: string): [Day, LedgerDay] {
  return [day(date), {
    date: day(date),
    status: "loaded",
    fetchedAt: new Date(fetchedAt),
    retryAt: null,
    reason: null,
  }];
}

const THURSDAY = loaded("2024-10-24", "2024-10-25T01:00:00Z");

function next(facts: ProviderFacts, now: string, ...known: [Day, LedgerDay][]) {
  return nextRefresh(facts, new Map(known), new Date(now))?.toISOString();
}

Deno.test("After Friday's rates are in for good, a bank is looked at on Monday when it publishes", () => {
  const friday = loaded("2024-10-25", "2024-10-26T01:00:00Z");
  assertEquals(
    next(BANK, "2024-10-26T09:00:00Z", friday),
    "2024-10-28T16:00:00.000Z",
  );
});

Deno.test("Today's rates are looked at again when what is known no longer holds", () => {
  const today = loaded("2024-10-25", "2024-10-25T16:05:00Z");
  assertEquals(
    next(BANK, "2024-10-25T16:30:00Z", THURSDAY, today),
    "2024-10-25T17:05:00.000Z",
  );
});

Deno.test("A monthly allowance spreads the refreshes", () => {
  const facts = factsOf({ monthlyRequests: 60 });
  const today = loaded("2024-10-25", "2024-10-25T06:00:00Z");
  const yesterday = loaded("2024-10-24", "2024-10-25T06:00:00Z");
  assertEquals(
    next(facts, "2024-10-25T07:00:00Z", today, yesterday),
    "2024-10-26T00:00:00.000Z",
  );
});

Deno.test("What is due is due from the instant that was told, and not before", () => {
  const entry = loaded("2024-10-25", "2024-10-25T16:05:00Z");
  const told = nextRefresh(
    BANK,
    new Map([THURSDAY, entry]),
    new Date("2024-10-25T16:30:00Z"),
  );
  if (!told) throw new Error("Nothing was told");
  const at = (ms: number) =>
    isDue(BANK, day("2024-10-25"), {
      entry: entry[1],
      now: new Date(told.getTime() + ms),
    });
  assertEquals([at(-1), at(0)], [false, true]);
});
