/** The audit log in words: who, what, which thing, and what is different since. */

import { assertEquals } from "@std/assert";
import { differences } from "../../admin-ui/src/access/audit_values.ts";
import {
  actionWords,
  changeWords,
} from "../../admin-ui/src/access/audit_words.ts";

const KNOWN = {
  providers: new Map([
    ["ecb", "European Central Bank"],
    ["mock", "Mock"],
  ]),
  currencies: new Map([["INR", { name: "Indian Rupee" }]]),
  loads: [{ id: 7, provider: "ecb", from: "2019-01-01", to: "2020-12-31" }],
  now: new Date("2026-11-22T12:00:00Z"),
  words: "en-GB",
  figures: "en-GB",
};

const ADA = { kind: "user" as const, name: "ada" };

/** The sentence of a change, as it is read. */
function said(
  action: string,
  subject: string,
  { actor = ADA, before = null, after = null }: Partial<
    Pick<Parameters<typeof changeWords>[0], "actor" | "before" | "after">
  > = {},
): string {
  const entry = { id: 1, at: "", request_id: null, actor, action, subject };
  const { who, done, what, name } = changeWords(
    { ...entry, before, after },
    KNOWN,
  );
  return [who, done, what, name].filter((part) => part !== null).join(" ");
}

Deno.test("Things are called by their names, not by their keys and numbers", () => {
  assertEquals(
    said("rates.import", "ecb"),
    "ada handed in a file of European Central Bank",
  );
  assertEquals(
    said("currency.update", "INR", {
      before: { symbol: "₹" },
      after: { symbol: "Rs." },
    }),
    "ada changed the currency INR Indian Rupee",
  );
  assertEquals(
    said("ingestion.cancel", "7"),
    "ada cancelled the load of European Central Bank 2019 – 2020",
  );
  assertEquals(
    said("ingestion.hold", "7"),
    "ada paused the load of European Central Bank 2019 – 2020",
  );
  assertEquals(
    said("user.password", "grace"),
    "ada changed the password of grace",
  );
});

Deno.test("What is no longer there is called as it was written down", () => {
  assertEquals(
    said("ingestion.create", "99", {
      actor: { kind: "system", name: "schedule" },
      after: {
        provider: "mock",
        from: "2024-03-01",
        to: "2024-03-01",
        requests: 1,
      },
    }),
    "The service itself started the load of Mock 1 Mar 2024",
  );
  assertEquals(
    said("ingestion.retry", "99"),
    "ada tried again the load of no. 99",
  );
  assertEquals(said("provider.reset", "gone"), "ada reset gone");
  assertEquals(said("currency.delete", "XTS"), "ada removed the currency XTS");
});

Deno.test("What needs no thing names none, and a switch says which way", () => {
  assertEquals(said("session.create", "ada"), "ada logged in");
  assertEquals(
    said("provider.order", "order", { after: { order: ["ecb"] } }),
    "ada put the providers in another order",
  );
  const toggle = (to: boolean) => ({
    before: { enabled: !to },
    after: { enabled: to },
  });
  assertEquals(
    said("provider.update", "ecb", toggle(false)),
    "ada switched off European Central Bank",
  );
  assertEquals(
    said("currency.update", "INR", toggle(true)),
    "ada enabled the currency INR Indian Rupee",
  );
});

Deno.test("An action without words is shown by its own name", () => {
  assertEquals(actionWords("currency.delete"), "removed the currency");
  assertEquals(actionWords("moon.phase_set"), "moon phase set");
});

Deno.test("Only what is different is told of a change, none of it lost", () => {
  const told = (
    before: Parameters<typeof differences>[0]["before"],
    after: Parameters<typeof differences>[0]["after"],
    action = "currency.update",
  ) => differences({ action, before, after }, KNOWN);
  assertEquals(
    told(
      { symbol: "Rs", enabled: true, name: "Rupee", minor_units: 2 },
      { symbol: "₹", enabled: false, name: "Rupee", minor_units: null },
    ),
    [
      { member: "symbol", before: "Rs", after: "₹" },
      { member: "enabled", before: "yes", after: "no" },
      { member: "minor units", before: "2", after: "none" },
    ],
  );
  assertEquals(
    told({ order: ["mock", "ecb"] }, { order: ["ecb", "gone"] }),
    [{
      member: "order",
      before: "Mock, European Central Bank",
      after: "European Central Bank, gone",
    }],
  );
  assertEquals(
    told(null, {
      provider: "ecb",
      from: "2024-01-01",
      to: "2024-12-31",
      cause: "hole",
      requests: 1200,
    }, "ingestion.create"),
    [
      {
        member: "cause",
        before: null,
        after: "a question that found days missing",
      },
      { member: "requests", before: null, after: "1,200" },
    ],
  );
  assertEquals(told(null, { expires_at: null }), [
    { member: "expires at", before: null, after: "never" },
  ]);
  assertEquals(told(null, null), []);
});
