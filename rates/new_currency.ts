/** What a currency becomes when somebody names only its code: ISO 4217 fills in the rest. */

import { isoCurrency } from "./currency.ts";
import { AppError } from "./errors.ts";
import type { CurrencyInput } from "./ports.ts";

/** A currency as somebody describes it: the code, and whatever they want to differ from ISO 4217. */
export interface CurrencyDescription extends Partial<CurrencyInput> {
  readonly code: string;
}

/**
 * The whole currency. One that ISO 4217 does not know needs a name and its minor units.
 * @throws {AppError} `invalid_request` when those are missing
 */
export function completeCurrency(
  { code, ...given }: CurrencyDescription,
): CurrencyInput {
  const iso = isoCurrency(code);
  const name = given.name ?? iso?.name;
  const minorUnits = given.minorUnits ?? iso?.minorUnits;
  if (name === undefined || minorUnits === undefined) {
    const message =
      `${code} is not in ISO 4217. Check the code, or describe the currency yourself: name and minor_units are required then.`;
    throw new AppError("invalid_request", message, {
      errors: [{ field: "code", message }],
    });
  }
  return {
    code,
    name,
    symbol: given.symbol ?? iso?.symbol ?? code,
    numericCode: given.numericCode ?? iso?.numericCode ?? null,
    minorUnits,
    enabled: given.enabled ?? true,
  };
}
