/** Figures: what a reader types becomes the decimal that was meant, and is shown digit for digit. */

import { assertEquals } from "@std/assert";
import {
  formatDecimal,
  formatRate,
  numberMarks,
  readAmount,
} from "../../admin-ui/src/text/decimals.ts";

const TYPED: [locale: string, text: string, meant: string | null][] = [
  ["en-US", "1250.50", "1250.50"],
  ["en-US", "1,250.50", "1250.50"],
  ["en-US", "$1,250", "1250"],
  ["en-US", "1,5", "1.5"],
  ["en-US", ".5", "0.5"],
  ["en-US", "007", "7"],
  ["en-US", "5.", "5"],
  ["en-US", "1 250", "1250"],
  ["en-US", "12,34.5", null],
  ["en-US", "1.2.3", null],
  ["en-US", "-5", null],
  ["en-US", "1e5", null],
  ["en-US", "", null],
  ["en-US", ".", null],
  ["en-US", "abc", null],
  ["en-IN", "1,05,112.01", "105112.01"],
  ["de-DE", "1.250,50", "1250.50"],
  ["de-DE", "1.250", "1250"],
  ["de-DE", "1,5", "1.5"],
  ["de-DE", "1.5", "1.5"],
  ["fr-FR", "1 250,5", "1250.5"],
  ["fr-FR", "1250.5", "1250.5"],
  ["de-CH", "1’250.50", "1250.50"],
  ["ar-EG", "١٬٢٥٠٫٥", "1250.5"],
];

Deno.test("An amount is read in the reader's way of writing it, or not at all", () => {
  for (const [locale, text, meant] of TYPED) {
    assertEquals(
      readAmount(text, numberMarks(locale)),
      meant,
      `${locale} ${text}`,
    );
  }
});

Deno.test("What is shown for an amount is read back as the same amount", () => {
  for (const locale of ["en-US", "en-IN", "de-DE", "fr-FR", "de-CH", "ar-EG"]) {
    for (const amount of ["0", "7", "999.99", "1000", "123456789012345.678"]) {
      const shown = formatDecimal(amount, locale);
      assertEquals(readAmount(shown, numberMarks(locale)), amount, shown);
    }
  }
});

Deno.test("Money keeps every digit, beyond what a double holds", () => {
  assertEquals(formatDecimal("1154.70", "en-US"), "1,154.70");
  assertEquals(formatDecimal("189896", "en-US"), "189,896");
  assertEquals(
    formatDecimal("123456789012345678.123456789012345678", "en-US"),
    "123,456,789,012,345,678.123456789012345678",
  );
  assertEquals(formatDecimal("1154.70", "de-DE"), "1.154,70");
});

Deno.test("A rate shows all its digits and never an exponent", () => {
  assertEquals(formatRate(0.923787528868, "en-US"), "0.923787528868");
  assertEquals(formatRate(0.0000000189, "en-US"), "0.0000000189");
  assertEquals(formatRate(25_430.5, "en-US"), "25,430.5");
});
