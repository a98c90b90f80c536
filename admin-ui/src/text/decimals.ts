/** Decimal text in the reader's way of writing numbers, digit for digit: nothing here rounds money. */

import { numberFormat } from "./formats.ts";

/** How a reader writes numbers: `.` and `,` swap their meaning between countries. */
export interface NumberMarks {
  readonly group: string;
  readonly decimal: string;
  /** The ten digits, zero first. */
  readonly digits: readonly string[];
}

/** The marks of a locale. */
export function numberMarks(locale: string): NumberMarks {
  const parts = numberFormat(locale).formatToParts(1_234_567.8);
  const mark = (type: Intl.NumberFormatPartTypes, fallback: string) =>
    parts.find((part) => part.type === type)?.value ?? fallback;
  const plain = numberFormat(locale, { useGrouping: false });
  return {
    group: mark("group", ","),
    decimal: mark("decimal", "."),
    digits: Array.from({ length: 10 }, (_, digit) => plain.format(digit)),
  };
}

/** `1234.50` as `1,234.50` or `1.234,50`: every digit of the text, and no other. */
export function formatDecimal(text: string, locale: string): string {
  if (!isDecimal(text)) return text;
  const fraction = text.split(".")[1]?.length ?? 0;
  return numberFormat(locale, {
    minimumFractionDigits: fraction,
    maximumFractionDigits: fraction,
  }).format(text);
}

/** A rate with all the digits that its number holds, and never an exponent. */
export function formatRate(rate: number, locale: string): string {
  return numberFormat(locale, { maximumSignificantDigits: 15 })
    .format(rate);
}

/** The plain decimal that the reader meant, or null: `1.250,5` in German and `1,250.5` in English are `1250.5`. */
export function readAmount(text: string, marks: NumberMarks): string | null {
  let plain = text.replace(/[\s\p{Sc}'’_]/gu, "");
  for (const [digit, written] of marks.digits.entries()) {
    plain = plain.replaceAll(written, String(digit));
  }
  const other = marks.decimal === "," ? "." : ",";
  const group = marks.group === marks.decimal ? other : marks.group;
  plain = plain.includes(marks.decimal) || isGrouped(plain, group)
    ? ungroup(plain, group, marks.decimal)
    : plain.replace(/[.,]/, marks.decimal); // A single mark that groups nothing: "1,5" typed by an English reader.
  const match = /^(\d*)(?:\.(\d*))?$/.exec(plain.replace(marks.decimal, "."));
  if (!match || plain.replace(marks.decimal, "") === "") return null;
  const [, integer = "", fraction = ""] = match;
  const digits = integer.replace(/^0+(?=\d)/, "") || "0";
  return fraction ? `${digits}.${fraction}` : digits;
}

/** Whether the mark stands where it can group: two or three digits between marks (India), three after the last. */
function isGrouped(text: string, group: string): boolean {
  const [first = "", ...rest] = text.split(group);
  const last = rest.pop();
  return last !== undefined && /^\d{1,3}$/.test(first) &&
    rest.every((part) => /^\d{2,3}$/.test(part)) && /^\d{3}$/.test(last);
}

/** Grouping in the integer part goes, when it is grouping; otherwise the text stays and is refused. */
function ungroup(text: string, group: string, decimal: string): string {
  const at = text.indexOf(decimal);
  const integer = at < 0 ? text : text.slice(0, at);
  return isGrouped(integer, group)
    ? integer.replaceAll(group, "") + (at < 0 ? "" : text.slice(at))
    : text;
}

function isDecimal(text: string): text is Intl.StringNumericLiteral {
  return /^\d+(\.\d+)?$/.test(text);
}
