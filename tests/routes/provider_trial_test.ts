/** Trying a provider: how the ways of failing are told. */

import { assertEquals } from "@std/assert";
import { tryProvider } from "../../routes/provider_trial.ts";
import { FakeProvider, hang } from "../support/fake_provider.ts";

Deno.test("A provider that hangs is told as one that did not answer in time", async () => {
  const stuck = new FakeProvider({ key: "stuck" }, hang);
  // The deadline's own timer keeps no process alive.
  const timer = setTimeout(() => {}, 1_000);
  const trial = await tryProvider(stuck, {
    clock: () => new Date("2024-10-30T12:00:00Z"),
    testDeadlineMs: 5,
  });
  clearTimeout(timer);
  assertEquals([trial.ok, trial.failure], [false, {
    fault: "timeout",
    reason: "Did not answer in time",
  }]);
});
