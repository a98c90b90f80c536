/** Which currencies can be asked for, and the refusal that names those that cannot. */

import type { CurrencyCode } from "./currency.ts";
import { AppError } from "./errors.ts";
import type { Currency, CurrencyStore } from "./ports.ts";

/** The enabled currencies by code. */
export type Supported = ReadonlyMap<CurrencyCode, Currency>;

/** The enabled currencies, in alphabetic order. */
export async function supportedCurrencies(
  store: Pick<CurrencyStore, "list">,
): Promise<Supported> {
  const all = await store.list();
  return new Map(
    all.filter(({ enabled }) => enabled).map((one) => [one.code, one]),
  );
}

/**
 * Refuses codes that are not enabled, naming all of them and what is supported.
 * @throws {AppError} `unknown_currency`
 */
export function requireSupported(
  supported: Supported,
  codes: Iterable<CurrencyCode>,
): void {
  const unknown = [...new Set(codes)].filter((code) => !supported.has(code));
  if (unknown.length === 0) return;
  const known = [...supported.keys()];
  throw new AppError(
    "unknown_currency",
    known.length > 0
      ? `Not supported: ${unknown.join(", ")}. Supported: ${known.join(", ")}.`
      : `Not supported: ${unknown.join(", ")}. No currency is enabled yet.`,
    { supported: known },
  );
}
