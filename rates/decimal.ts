/** Exact decimals: reading published digits, inverting, crossing and rounding them. */

import { Decimal } from "decimal.js";

/** A decimal number as text, never in exponent form: `1.0825`, `0.0000588966305238`. */
export type DecimalText = string;

/** Digits that a computed rate keeps: more than any provider publishes, and lossless in a double. */
const COMPUTED_DIGITS = 12;

/** Most digits a JSON number may carry and still come back unchanged from a double (ECMA-262, IEEE 754: 15). */
const JSON_DIGITS = 15;

/** 60 digits of work, so that rounding to 12 sees the exact quotient of any two published rates. */
const Exact = Decimal.clone({
  precision: 60,
  rounding: Decimal.ROUND_HALF_EVEN,
  toExpNeg: -9e15,
  toExpPos: 9e15,
});

/** 240 digits hold the product of any amount (36 digits) and any rate (80) without rounding. */
const Wide = Exact.clone({ precision: 240 });

/**
 * Rates outside these bounds are no exchange rates between real currencies but defects of a feed: the widest true
 * pair so far (Zimbabwe's dollar of 2009 against the dinar of Kuwait) stays within 1e14.
 */
const SMALLEST_RATE = new Exact("1e-15");
const LARGEST_RATE = new Exact("1e15");

/** The published digits without exponent or needless zeros before them; null when they are not a usable rate. */
export function parseRate(text: string): DecimalText | null {
  const trimmed = text.trim();
  if (!/^\d{1,40}(\.\d{1,40})?([eE][+-]?\d{1,3})?$/.test(trimmed)) return null;
  const value = new Exact(trimmed);
  if (value.lt(SMALLEST_RATE) || value.gt(LARGEST_RATE)) return null;
  // Plain decimals are kept to the letter, trailing zeros too: they are what was published.
  return /[eE]/.test(trimmed)
    ? value.toFixed()
    : trimmed.replace(/^0+(?=\d)/, "");
}

/** 1 / rate, to 12 significant digits, half-even. */
export function inverse(rate: DecimalText): DecimalText {
  return computed(new Exact(1).div(rate));
}

/** `numerator / denominator`, to 12 significant digits, half-even. */
export function quotient(
  numerator: DecimalText,
  denominator: DecimalText,
): DecimalText {
  return computed(new Exact(numerator).div(denominator));
}

/** The exact rate divided by a unit count (per 100, per 1000): no digit is lost, and per 1 it stays as it is. */
export function perUnit(rate: DecimalText, units: number): DecimalText {
  return units === 1 ? rate : new Wide(rate).div(units).toFixed();
}

/** The exact product, unrounded. */
export function product(a: DecimalText, b: DecimalText): DecimalText {
  return new Wide(a).times(b).toFixed();
}

/** The mean of the rates, to 12 significant digits, half-even. */
export function mean(rates: readonly DecimalText[]): DecimalText {
  const sum = rates.reduce((total, rate) => total.plus(rate), new Wide(0));
  return computed(new Exact(sum).div(rates.length));
}

/** An amount of money, half-up to the currency's minor units: what ISO 4217 money is paid in. */
export function roundMoney(
  amount: DecimalText,
  minorUnits: number,
): DecimalText {
  return new Exact(amount).toFixed(minorUnits, Decimal.ROUND_HALF_UP);
}

/** The rate as a JSON number: at most 15 significant digits, so that a double carries it unchanged. */
export function toJsonNumber(rate: DecimalText): number {
  const value = new Exact(rate);
  return value.precision() <= JSON_DIGITS
    ? value.toNumber()
    : value.toSignificantDigits(JSON_DIGITS).toNumber();
}

function computed(value: Decimal): DecimalText {
  return value.toSignificantDigits(COMPUTED_DIGITS, Decimal.ROUND_HALF_EVEN)
    .toFixed();
}
