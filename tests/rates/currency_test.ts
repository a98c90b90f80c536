/** The catalogue of currencies against ISO 4217, and until when each was money. */

import { assert, assertEquals } from "@std/assert";
import { parse } from "@std/csv";
import {
  ECB_CURRENCIES,
  isoCurrencies,
  isoCurrency,
  wasMoneyOn,
} from "../../rates/currency.ts";
import { day } from "../../rates/day.ts";

const LISTS = new URL(
  "../../../shared/data/iso4217/codes-all.csv",
  import.meta.url,
);

/** A line of the published lists: current codes have no withdrawal date. */
interface IsoLine {
  readonly AlphabeticCode: string;
  readonly NumericCode: string;
  readonly MinorUnit: string;
  readonly WithdrawalDate: string;
}

async function readLists(): Promise<IsoLine[] | null> {
  try {
    const text = await Deno.readTextFile(LISTS);
    return parse(text, { skipFirstRow: true });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

const lists = await readLists();

/** The lists are too large to be kept in the project: without them these tests show as ignored. */
function testWithLists(
  name: string,
  check: (lines: readonly IsoLine[]) => void,
) {
  Deno.test({ name, ignore: lists === null, fn: () => check(lists ?? []) });
}

testWithLists(
  "Every current ISO 4217 code is known with its number and minor units, and no other is called current",
  (lines) => {
    const current = new Map(
      lines.filter((line) => line.AlphabeticCode && !line.WithdrawalDate)
        .map((line) => [line.AlphabeticCode, line]),
    );
    for (const [code, line] of current) {
      const known = isoCurrency(code);
      assertEquals(known?.ended, null, code);
      assertEquals(known?.numericCode, line.NumericCode, code);
      // Metals and the like have no minor unit in the list ("-").
      if (/^\d$/.test(line.MinorUnit)) {
        assertEquals(String(known?.minorUnits), line.MinorUnit, code);
      }
    }
    assert(current.size > 150);
    for (const { code, ended } of isoCurrencies()) {
      if (ended === null) assert(current.has(code), `${code} is not current`);
    }
  },
);

testWithLists(
  "Every withdrawn code bears the number that ISO 4217 gave it",
  (lines) => {
    const numbers = new Map(
      lines.filter((line) => line.WithdrawalDate)
        .map((line) => [line.AlphabeticCode, line.NumericCode]),
    );
    for (const { code, ended, numericCode } of isoCurrencies()) {
      const listed = numbers.get(code);
      if (ended !== null && listed) assertEquals(numericCode, listed, code);
    }
  },
);

Deno.test("The European Central Bank's thirty are distinct, sorted, and money today", () => {
  assertEquals(ECB_CURRENCIES.length, 30);
  assertEquals(ECB_CURRENCIES, [...new Set(ECB_CURRENCIES)].sort());
  for (const code of ECB_CURRENCIES) {
    assertEquals(isoCurrency(code)?.ended, null, code);
  }
});

Deno.test("A withdrawn currency is money until its last day and not after", () => {
  const lastDays = {
    BGN: ["2025-12-31", "2026-01-01"],
    HRK: ["2022-12-31", "2023-01-01"],
    LTL: ["2014-12-31", "2015-01-01"],
    SKK: ["2008-12-31", "2009-01-01"],
    TRL: ["2004-12-31", "2005-01-01"],
    ROL: ["2005-06-30", "2005-07-01"],
  };
  for (const [code, [last = "", next = ""]] of Object.entries(lastDays)) {
    assert(wasMoneyOn(code, day(last)), `${code} on ${last}`);
    assert(!wasMoneyOn(code, day(next)), `${code} on ${next}`);
  }
});

Deno.test("The unit before a redenomination and the one after it are two currencies", () => {
  assertEquals(isoCurrency("TRL")?.numericCode, "792");
  assertEquals(isoCurrency("TRY")?.numericCode, "949");
  assertEquals(isoCurrency("TRY")?.ended, null);
  assertEquals(isoCurrency("ROL")?.minorUnits, 2);
  assertEquals(isoCurrency("RON")?.ended, null);
});

Deno.test("What is no currency never was money", () => {
  for (const code of ["BTC", "ZZZ", "usd", "", "US", "UR", "', '"]) {
    assertEquals(isoCurrency(code), undefined, code);
    assert(!wasMoneyOn(code, day("2020-01-01")), code);
  }
});

Deno.test("The catalogue is complete in itself: distinct codes in order, names, symbols, numbers and units", () => {
  const all = [...isoCurrencies()];
  const codes = all.map((currency) => currency.code);
  assertEquals(codes, [...new Set(codes)].sort());
  for (const currency of all) {
    assert(/^[A-Z]{3}$/.test(currency.code), currency.code);
    assert(currency.name.length > 0, currency.code);
    assert(currency.symbol.length > 0, currency.code);
    assert(/^\d{3}$/.test(currency.numericCode), currency.code);
    assert(
      Number.isInteger(currency.minorUnits) && currency.minorUnits >= 0 &&
        currency.minorUnits <= 4,
      currency.code,
    );
  }
  assertEquals(isoCurrency("JPY")?.minorUnits, 0);
  assertEquals(isoCurrency("BHD")?.minorUnits, 3);
});
