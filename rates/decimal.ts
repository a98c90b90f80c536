/** Exact decimals: reading published digits, inverting, crossing and rounding them. */

import { Decimal } from "decimal.js";

/** A decimal number as text, never in exponent form: `1.0825`, `0.0000588966305238`. */
export type DecimalText = string;

/** Digits that a computed rate keeps: more than any provider publishes, and lossless in a double. */
const COMPUTED_DIGITS = 12;

/** Most digits a JSON number may carry and still come back unchanged from a double (ECMA-262, IEEE 754: 15). */
const JSON_DIGITS = 15;

/** The code of the character 0; of those in a decimal only the point's is smaller. */
const ZERO = 48;

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
  return quotient("1", rate);
}

/** `numerator / denominator`, to 12 significant digits, half-even. */
export function quotient(
  numerator: DecimalText,
  denominator: DecimalText,
): DecimalText {
  return quickQuotient(numerator, denominator) ??
    computed(new Exact(numerator).div(denominator));
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
  let zeros = 0;
  while (rate.charCodeAt(zeros) <= ZERO) zeros++;
  if (rate.length - zeros <= JSON_DIGITS) return Number(rate);
  const value = new Exact(rate);
  return value.precision() <= JSON_DIGITS
    ? value.toNumber()
    : value.toSignificantDigits(JSON_DIGITS).toNumber();
}

/** {@linkcode toJsonNumber} as it is written: nearly all rates are written so already. */
export function toJsonText(rate: DecimalText): string {
  const isShort = rate.length <= JSON_DIGITS ||
    (rate.length === JSON_DIGITS + 1 && rate.startsWith("0."));
  // JSON has no needless zeros, and an exponent from 1e-7 down.
  const isPlain = isShort && rate.charCodeAt(rate.length - 1) > ZERO &&
    !rate.startsWith("0.00000");
  return isPlain ? rate : JSON.stringify(toJsonNumber(rate));
}

function computed(value: Decimal): DecimalText {
  return value.toSignificantDigits(COMPUTED_DIGITS, Decimal.ROUND_HALF_EVEN)
    .toFixed();
}

/** Powers of ten that a double holds exactly: 10^0 to 10^22. */
const POWERS = Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));

/**
 * Two texts of at most 15 digits are read with a relative error of 2^-53 each, divided with another and scaled with
 * another: the scaled quotient below 10^12 is off by less than 0.0005 of its last place.
 */
const UNSURE = 0.001;

/**
 * The quotient by the processor's division, in a tenth of the time: the same 12 digits, because it answers only where its
 * error cannot reach the border between two of them. Null elsewhere: once in 500, and for digits or sizes beyond a double.
 */
function quickQuotient(
  numerator: DecimalText,
  denominator: DecimalText,
): DecimalText | null {
  if (numerator.length > JSON_DIGITS || denominator.length > JSON_DIGITS) {
    return null;
  }
  const value = Number(numerator) / Number(denominator);
  let places = COMPUTED_DIGITS - 1 - Math.floor(Math.log10(value));
  // The logarithm may fall on the wrong side of a power of ten.
  if (value * (POWERS[places] ?? NaN) >= 1e12) places--;
  const scaled = value * (POWERS[places] ?? NaN);
  // What lies outside the powers is NaN, and no comparison holds for it.
  if (!(scaled >= 1e11 && scaled < 1e12 - 1)) return null;
  const whole = Math.floor(scaled);
  const rest = scaled - whole;
  if (Math.abs(rest - 0.5) < UNSURE) return null;
  return placePoint(String(rest < 0.5 ? whole : whole + 1), places);
}

/** The digits with a point before the last `places` of them, without zeros at its end. */
function placePoint(digits: string, places: number): DecimalText {
  if (places === 0) return digits;
  const whole = places < digits.length ? digits.slice(0, -places) : "0";
  const fraction = places < digits.length
    ? digits.slice(-places)
    : "0".repeat(places - digits.length) + digits;
  let end = fraction.length;
  while (end > 0 && fraction.charCodeAt(end - 1) === ZERO) end--;
  return end === 0 ? whole : `${whole}.${fraction.slice(0, end)}`;
}
