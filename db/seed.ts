/** Brings what the program knows into the database at each start, leaving alone what an administrator has set. */

import type { CurrencyInput, ProviderFacts } from "../rates/ports.ts";
import { reach, type Sql, type Transaction, transaction } from "./client.ts";

/** What the program knows. */
export interface SeedContent {
  /** In the order of preference of a first start. */
  readonly providers: readonly Pick<
    ProviderFacts,
    "key" | "name" | "base" | "enabledAtFirst"
  >[];
  /** What a first start has. */
  readonly currencies: readonly CurrencyInput[];
}

const FIRST_START = "first_start";

/**
 * Adds providers that are new, at the end of the order, and brings the names of the others up to date; adds the
 * currencies at the very first start only, so that one that was deleted does not come back.
 * @returns whether this was the first start
 */
export function seed(
  sql: Sql,
  { providers, currencies }: SeedContent,
): Promise<boolean> {
  return reach(() =>
    transaction(sql, async (tx) => {
      // Two starters at once would both give out the next place in the order.
      await tx`lock table providers in share row exclusive mode`;
      for (const provider of providers) await addProvider(tx, provider);
      const first = await tx`
        insert into settings (key, value) values (${FIRST_START}, 'true')
        on conflict do nothing`;
      if (first.count === 0) return false;
      for (const currency of currencies) await addCurrency(tx, currency);
      return true;
    })
  );
}

async function addProvider(
  tx: Transaction,
  { key, name, base, enabledAtFirst }: SeedContent["providers"][number],
): Promise<void> {
  await tx`
    insert into providers (key, name, base, enabled, priority)
    select ${key}, ${name}, ${base}, ${enabledAtFirst},
      coalesce(max(priority), 0) + 1 from providers
    on conflict (key) do update
      set name = excluded.name, base = excluded.base, updated_at = now()
      where (providers.name, providers.base) is distinct from
        (excluded.name, excluded.base)`;
}

async function addCurrency(
  tx: Transaction,
  currency: CurrencyInput,
): Promise<void> {
  await tx`
    insert into currencies (
      code, name, symbol, numeric_code, minor_units, enabled
    ) values (
      ${currency.code}, ${currency.name}, ${currency.symbol},
      ${currency.numericCode}, ${currency.minorUnits}, ${currency.enabled}
    )`;
}
