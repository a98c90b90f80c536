/** What an entry of the ledger is worth, and which days it leaves open. */

import { assertEquals } from "@std/assert";
import { day } from "../../rates/day.ts";
import { holdsUntil, openDays, stateOf } from "../../rates/ledger.ts";
import type { LedgerDay, ProviderFacts } from "../../rates/ports.ts";
import { FakeProvider } from "../support/fake_provider.ts";

/** What was said of a day that can change holds an hour; silence is final six hours after the day. */
const { facts: FACTS } = new FakeProvider({
  freshForSeconds: 3_600,
  settlesAfterHours: 6,
});

function entry(
  status: LedgerDay["status"],
  fetchedAt: string,
  rest: Partial<LedgerDay> = {},
): LedgerDay {
  return {
    date: day("2026-04-13"),
    status,
    fetchedAt: new Date(fetchedAt),
    retryAt: null,
    reason: null,
    ...rest,
  };
}

function until(one: LedgerDay): string | null {
  return holdsUntil(one, FACTS)?.toISOString() ?? null;
}

Deno.test("A day that was loaded while it lasted holds as long as the provider says; loaded after it, for good", () => {
  assertEquals(
    until(entry("loaded", "2026-04-13T15:00:00Z")),
    "2026-04-13T16:00:00.000Z",
  );
  assertEquals(
    until(entry("loaded", "2026-04-13T23:59:59Z")),
    "2026-04-14T00:59:59.000Z",
  );
  assertEquals(until(entry("loaded", "2026-04-14T00:00:00Z")), null);
});

Deno.test("A day found empty is final only when it was asked for after it had settled", () => {
  assertEquals(
    until(entry("empty", "2026-04-14T05:59:59Z")),
    "2026-04-14T06:59:59.000Z",
  );
  assertEquals(until(entry("empty", "2026-04-14T06:00:00Z")), null);
});

Deno.test("A failed day is left alone until its time, or asked at once when it has none", () => {
  const retryAt = new Date("2026-04-13T15:01:00Z");
  const failed = entry("failed", "2026-04-13T15:00:00Z", { retryAt });
  assertEquals(until(failed), retryAt.toISOString());
  const state = (now: string) => stateOf(failed, FACTS, new Date(now));
  assertEquals(state("2026-04-13T15:00:59Z"), "failed");
  assertEquals(state("2026-04-13T15:01:00Z"), "unknown");
  assertEquals(
    until(entry("failed", "2026-04-13T15:00:00Z")),
    "2026-04-13T15:00:00.000Z",
  );
});

Deno.test("A refresh that failed is left alone until its time, and takes nothing from what holds or is final", () => {
  const retryAt = new Date("2026-04-13T17:00:00Z");
  const state = (fetchedAt: string, now: string) =>
    stateOf(entry("loaded", fetchedAt, { retryAt }), FACTS, new Date(now));
  const [old, fresh] = ["2026-04-13T15:00:00Z", "2026-04-13T16:30:00Z"];
  assertEquals(state(old, "2026-04-13T16:59:59Z"), "failed");
  assertEquals(state(old, "2026-04-13T17:00:00Z"), "unknown");
  assertEquals(state(fresh, "2026-04-13T16:59:59Z"), "loaded");
  assertEquals(state("2026-04-14T00:00:00Z", "2026-04-13T16:59:59Z"), "loaded");
});

Deno.test("A day without an entry is unknown", () => {
  const now = new Date("2026-06-01T12:00:00Z");
  assertEquals(stateOf(undefined, FACTS, now), "unknown");
});

Deno.test("Open days are those not known, newest first, none before the provider's history", () => {
  assertEquals(openOf({ ...FACTS, since: day("2026-04-06") }), {
    unknown: ["2026-04-12", "2026-04-09", "2026-04-08", "2026-04-06"],
    failed: ["2026-04-11"],
  });
});

Deno.test("Where each day costs a request, nothing before a loaded day is open", () => {
  assertEquals(openOf({ ...FACTS, maxRangeDays: 1 }), {
    unknown: ["2026-04-12"],
    failed: ["2026-04-11"],
  });
});

/** The open days of 1 to 13 April, of which the 13th and 7th are empty, the 11th failed and the 10th is loaded. */
function openOf(facts: ProviderFacts) {
  const now = new Date("2026-06-01T12:00:00Z");
  const asked = now.toISOString();
  const retryAt = new Date("2026-06-01T12:01:00Z");
  const entries = [
    entry("empty", asked, { date: day("2026-04-13") }),
    entry("failed", asked, { date: day("2026-04-11"), retryAt }),
    entry("loaded", asked, { date: day("2026-04-10") }),
    entry("empty", asked, { date: day("2026-04-07") }),
  ];
  const { unknown, failed } = openDays(
    new Map(entries.map((one) => [one.date, one])),
    facts,
    { from: day("2026-04-01"), to: day("2026-04-13"), now },
  );
  return { unknown, failed: failed.map(({ date }) => date) };
}
