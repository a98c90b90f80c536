/** The list of providers. */

import { assert, assertEquals } from "@std/assert";
import { createProviders } from "../../providers/registry.ts";
import { createBench } from "../support/upstream.ts";

function providers(keys = { currencybeacon: "K", openexchangerates: "K" }) {
  const { clock } = createBench();
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  return createProviders({
    fetch,
    clock,
    log,
    keys,
    npmRegistry: () => null,
  });
}

Deno.test("A new database prefers the providers in this order, with the mock last and off", () => {
  assertEquals(
    providers().map(({ facts }) => [facts.key, facts.enabledAtFirst]),
    [
      ["currencybeacon", true],
      ["ecb", true],
      ["frankfurter", true],
      ["openexchangerates", true],
      ["currency-api", true],
      ["mock", false],
    ],
  );
});

Deno.test("Every provider says who it is, whence and on what terms, and has not been asked yet", () => {
  for (const { facts, health } of providers()) {
    assert(facts.name && facts.source && facts.terms, facts.key);
    assert(facts.maxRangeDays >= 1 && facts.freshForSeconds > 0, facts.key);
    assertEquals(facts.missingSetting, null);
    const { requests, breaker } = health();
    assertEquals([requests, breaker], [0, "closed"], facts.key);
  }
});
