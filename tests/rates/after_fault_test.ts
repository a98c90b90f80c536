/** The policy of a load: what each fault leads to. */

import { assertEquals } from "@std/assert";
import { afterFault, type NextStep } from "../../rates/after_fault.ts";
import { addDays, day } from "../../rates/day.ts";
import { ProviderError, type ProviderFault } from "../../rates/errors.ts";
import { FakeProvider } from "../support/fake_provider.ts";

const FIRST = day("2024-03-01");

interface Case {
  readonly fault: ProviderFault;
  readonly tries?: number;
  /** The days of the request, and the most that the provider answers. */
  readonly days?: number;
  readonly maxRangeDays?: number;
  readonly retryAfterSeconds?: number;
  readonly message?: string;
  readonly next: NextStep;
}

const again = (seconds: number): NextStep => ({
  kind: "retry",
  seconds,
  reason: "Says no",
});
const never: NextStep = { kind: "give_up", reason: "Says no" };
const stop: NextStep = { kind: "stop", reason: "Fake: Says no; check KEY" };

const CASES: readonly Case[] = [
  { fault: "unreachable", next: again(5) },
  { fault: "timeout", tries: 2, next: again(15) },
  { fault: "server_error", tries: 3, next: again(45) },
  { fault: "invalid_answer", tries: 5, next: again(405) },
  { fault: "unreachable", tries: 6, next: never },
  { fault: "timeout", tries: 7, next: never },
  { fault: "refused", next: again(5) },
  { fault: "refused", tries: 2, next: never },
  { fault: "too_large", next: again(5) },
  { fault: "too_large", tries: 2, next: never },
  { fault: "rate_limited", next: { kind: "rest", seconds: 60 } },
  {
    fault: "rate_limited",
    tries: 99,
    retryAfterSeconds: 7,
    next: { kind: "rest", seconds: 7 },
  },
  {
    fault: "resting",
    retryAfterSeconds: 30,
    next: { kind: "rest", seconds: 30 },
  },
  {
    fault: "allowance_spent",
    retryAfterSeconds: 86_400,
    next: { kind: "pause", seconds: 86_400, reason: "Fake: Says no" },
  },
  { fault: "unauthorized", next: stop },
  { fault: "not_configured", next: stop },
  {
    fault: "unauthorized",
    message: "Answered HTTP 401: check KEY",
    next: { kind: "stop", reason: "Fake: Answered HTTP 401: check KEY" },
  },
  { fault: "plan", next: stop },
  { fault: "plan", days: 30, maxRangeDays: 30, next: stop },
  { fault: "plan", days: 30, maxRangeDays: 1, next: { kind: "replan" } },
];

for (const { fault, tries = 1, days = 1, maxRangeDays = 1, ...one } of CASES) {
  const { retryAfterSeconds, message = "Says no", next } = one;
  const what = `'${fault}' at try ${tries} for ${days} of ${maxRangeDays} days`;
  const detail = retryAfterSeconds ? ` with ${retryAfterSeconds} s` : "";
  Deno.test(`A load answers ${what}${detail} (${message}) by ${next.kind}`, () => {
    const { facts } = new FakeProvider({ maxRangeDays, keySetting: "KEY" });
    const error = new ProviderError(
      fault,
      message,
      retryAfterSeconds === undefined ? {} : { retryAfterSeconds },
    );
    const range = { from: FIRST, to: addDays(FIRST, days - 1) };
    assertEquals(afterFault(error, { facts, range, tries }), next);
  });
}
