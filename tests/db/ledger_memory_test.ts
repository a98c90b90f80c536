/** A recalled ledger says what a fresh one says, whatever has changed since it was read. */

import { assertEquals, assertNotEquals } from "@std/assert";
import type { Storage } from "../../db/storage.ts";
import { type DayRange, fromDayNumber } from "../../rates/day.ts";
import type { ProviderLedger } from "../../rates/ports.ts";
import { useDatabases } from "../support/databases.ts";
import { SYSTEM } from "../support/people.ts";
import { addProviders, days, save } from "../support/stored.ts";

const test = useDatabases();

const MARCH = days("2024-03-01", "2024-03-31");
/** Long enough to be remembered. */
const YEARS = days("2020-01-01", "2025-12-31");
const RATES = "EUR/USD 2024-03-05 1.08\nEUR/USD 2024-03-08 1.09";

/** What answers depend on, written short: `ecb 2024-03-05 loaded`. */
function told(ledgers: readonly ProviderLedger[], range: DayRange): string[] {
  return ledgers.flatMap(({ provider, runs }) => [
    provider,
    ...runs.flatMap(({ days, status, reason }) =>
      days.map(fromDayNumber)
        .filter((date) => range.from <= date && date <= range.to)
        .map((date) => `${provider} ${date} ${status} ${reason ?? ""}`)
    ).sort(),
  ]);
}

async function expectSame({ rates }: Storage, range: DayRange): Promise<void> {
  assertEquals(
    told(await rates.recalledLedgers(range), range),
    told(await rates.ledgers(range), range),
  );
}

test("After each change what is recalled is what is there", async ({ open }) => {
  await using storage = await open();
  await addProviders(storage, { ecb: "EUR", bank: "USD" });
  const { rates, providers } = storage;
  const failure = {
    at: new Date("2024-03-12T09:00:00Z"),
    retryAt: new Date("2024-03-12T10:00:00Z"),
    reason: "HTTP 503",
  };
  const changes: readonly (() => Promise<unknown>)[] = [
    () => save(storage, "ecb", { text: RATES }),
    () =>
      save(storage, "ecb", {
        text: "EUR/USD 2024-03-06 1.07",
        covers: days("2024-03-04", "2024-03-09"),
      }),
    () => rates.saveFailure("bank", days("2024-03-05", "2024-03-06"), failure),
    () => rates.forgetFailures("bank", SYSTEM),
    () => providers.setOrder(["bank", "ecb"], null, SYSTEM),
    () => providers.setEnabled("ecb", false, null, SYSTEM),
  ];
  await expectSame(storage, YEARS);
  let before = told(await rates.ledgers(YEARS), YEARS);
  for (const change of changes) {
    await change();
    await expectSame(storage, YEARS);
    await expectSame(storage, MARCH);
    const after = told(await rates.ledgers(YEARS), YEARS);
    assertNotEquals(after, before, "The change shows");
    before = after;
  }
});

test("A short range is recalled once a long one was read, and read by itself before", async ({ open }) => {
  await using storage = await open();
  await addProviders(storage, { ecb: "EUR" });
  await save(storage, "ecb", { text: RATES });
  const short = days("2024-03-05", "2024-03-05");
  const daysTold = async () =>
    told(await storage.rates.recalledLedgers(short), MARCH).length - 1;
  assertEquals(await daysTold(), 1);
  await expectSame(storage, YEARS);
  await expectSame(storage, short);
  assertEquals(await daysTold(), 2);
});

test("A transaction that ends later than a younger one shows", async ({ open, again }) => {
  await using storage = await open();
  // One backend: transactions end in the order in which they begin.
  if (storage.kind === "embedded") return;
  await addProviders(storage, { ecb: "EUR" });
  await using other = await again();
  const enter = (sql: Pick<Storage["sql"], "unsafe">, date: string) =>
    sql.unsafe(
      `insert into ledger (provider_id, date, status, rows, attempts, fetched_at)
       select id, '${date}', 'empty', 0, 1, now() from providers limit 1`,
    );
  const held = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const slow = other.sql.begin(async (tx) => {
    await enter(tx, "2024-03-02");
    begun.resolve();
    await held.promise;
  });
  await begun.promise;
  await enter(storage.sql, "2024-03-03");
  await expectSame(storage, YEARS);
  held.resolve();
  await slow;
  await expectSame(storage, YEARS);
});
