/** An amount of one currency in others: exact product, and money rounded as ISO 4217 pays it. */

import type { CurrencyCode } from "./currency.ts";
import { type DecimalText, product, roundMoney } from "./decimal.ts";
import type { Rate } from "./rate.ts";

/** One conversion. */
export interface Conversion {
  /** Rounded half-up to the target's minor units: what would be paid. */
  readonly amount: DecimalText;
  /** The unrounded product of the amount and the rate. */
  readonly exact: DecimalText;
}

/** Integer digits that an amount may have: a quintillion less one, beyond any balance sheet. */
const MAX_INTEGER_DIGITS = 18;

/** Fraction digits that an amount may have. */
const MAX_FRACTION_DIGITS = 18;

/** The amount without sign and needless zeros, or why it is none. */
export function parseAmount(
  text: string,
): { readonly amount: DecimalText } | { readonly refused: string } {
  const match = /^(\d+)(?:\.(\d+))?$/.exec(text);
  if (!match) {
    return {
      refused: /^-\d/.test(text)
        ? "An amount cannot be negative. Convert its positive value."
        : "Write the amount as a plain decimal number, such as 1250.50.",
    };
  }
  const [, integer = "", fraction = ""] = match;
  const digits = integer.replace(/^0+(?=\d)/, "");
  if (digits.length > MAX_INTEGER_DIGITS) {
    return {
      refused:
        `An amount has at most ${MAX_INTEGER_DIGITS} digits before the decimal point; this one has ${digits.length}.`,
    };
  }
  if (fraction.length > MAX_FRACTION_DIGITS) {
    return {
      refused:
        `An amount has at most ${MAX_FRACTION_DIGITS} digits after the decimal point; this one has ${fraction.length}.`,
    };
  }
  return { amount: fraction ? `${digits}.${fraction}` : digits };
}

/** The amount at the rate, in the target's minor units. */
export function convert(
  amount: DecimalText,
  rate: Rate,
  target: { readonly code: CurrencyCode; readonly minorUnits: number },
): Conversion {
  const exact = product(amount, rate.rate);
  return { amount: roundMoney(exact, target.minorUnits), exact };
}
