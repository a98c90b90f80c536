/** Decimals: published digits stay, computed ones are exact to twelve, and reciprocals meet. */

import { assert, assertEquals } from "@std/assert";
import { Decimal } from "decimal.js";
import fc from "fast-check";
import {
  inverse,
  mean,
  parseRate,
  perUnit,
  product,
  quotient,
  roundMoney,
  toJsonNumber,
  toJsonText,
} from "../../rates/decimal.ts";

const Wide = Decimal.clone({ precision: 200 });

/** A rate of any size from 1e-9 to 1e9 with up to 15 significant digits, as plain text. */
const anyRate = fc.tuple(
  fc.bigInt({ min: 1n, max: 999_999_999_999_999n }),
  fc.integer({ min: -9, max: 8 }),
).map(([digits, magnitude]) => {
  const text = digits.toString();
  return new Wide(`0.${text}e${magnitude + 1}`).toFixed();
});

/** How far apart two numbers are, in proportion. */
function apart(a: string | Decimal, b: string | Decimal): Decimal {
  return new Wide(a).div(b).minus(1).abs();
}

/** The digits of a plain decimal, without the zeros before and after them. */
function significant(text: string): string {
  return text.replace(".", "").replace(/^0+|0+$/g, "");
}

/** An integer and the power of ten it is over: exact arithmetic without the library under test. */
function asFraction(text: string): { digits: bigint; scale: number } {
  const [integer = "", fraction = ""] = text.split(".");
  return { digits: BigInt(integer + fraction), scale: fraction.length };
}

Deno.test("A rate times the rate of the way back is 1 within 1e-11", () => {
  fc.assert(
    fc.property(anyRate, anyRate, (a, b) => {
      const there = quotient(a, b);
      const back = quotient(b, a);
      assert(new Wide(there).times(back).minus(1).abs().lt("1e-11"));
      assert(new Wide(a).times(inverse(a)).minus(1).abs().lt("1e-11"));
    }),
    { numRuns: 500 },
  );
});

Deno.test("Triangles through one base close within the rounding of their sides", () => {
  fc.assert(
    fc.property(anyRate, anyRate, anyRate, (a, b, c) => {
      // Each side is off by half a unit of its twelfth digit at most, which is 5e-12 of it.
      const detour = new Wide(quotient(b, a)).times(quotient(c, b));
      assert(apart(detour, quotient(c, a)).lt("1.6e-11"));
    }),
    { numRuns: 500 },
  );
});

Deno.test("A computed rate is never zero and never loses digits to its size", () => {
  fc.assert(
    fc.property(anyRate, anyRate, (a, b) => {
      const rate = quotient(a, b);
      assert(new Wide(rate).gt(0));
      assert(/^\d+(\.\d+)?$/.test(rate), rate);
      assert(significant(rate).length <= 12);
      assert(apart(rate, new Wide(a).div(b)).lte("5e-12"));
    }),
    { numRuns: 500 },
  );
  assertEquals(inverse("16997.5"), "0.0000588321812031");
  assertEquals(quotient("1", "1000000000000000"), "0.000000000000001");
});

/** The rule itself, in the arithmetic of long numbers. */
function twelveDigits(numerator: string, denominator: string): string {
  const exact = new Wide(numerator).div(denominator);
  return exact.toSignificantDigits(12, Decimal.ROUND_HALF_EVEN).toFixed();
}

/** Numbers whose quotients lie on or beside the border between two last digits, and on powers of ten. */
const nearBorders = fc.tuple(
  fc.integer({ min: 100_000, max: 999_999 }),
  fc.integer({ min: 100_000, max: 999_999 }),
  fc.constantFrom("0", "1", "4", "5", "6", "9"),
  fc.constantFrom("1", "2", "4", "5", "8", "16", "1.25", "0.1", "1000"),
).map(([a, b, last, by]): [string, string] => {
  const text = new Wide(`${a}.${b}${last}`).times(by).toFixed();
  return [text, by];
});

Deno.test("A quotient has the digits of exact arithmetic, whatever the size and however near to a tie", () => {
  const anyPair = fc.oneof(fc.tuple(anyRate, anyRate), nearBorders);
  fc.assert(
    fc.property(anyPair, ([a, b]) => {
      assertEquals(quotient(a, b), twelveDigits(a, b));
      assertEquals(quotient(b, a), twelveDigits(b, a));
    }),
    { numRuns: 3_000 },
  );
  for (const text of ["999999999999.7", "99999999999.96", "0.09999999999996"]) {
    assertEquals(quotient(text, "1"), twelveDigits(text, "1"));
  }
});

Deno.test("A tie at the twelfth digit goes to the even neighbour", () => {
  assertEquals(quotient("1.000000000005", "1"), "1");
  assertEquals(quotient("1.000000000015", "1"), "1.00000000002");
  assertEquals(quotient("1.000000000025", "1"), "1.00000000002");
  assertEquals(quotient("1.00000000002500000000000001", "1"), "1.00000000003");
  assertEquals(quotient("2.000000000010", "2"), "1");
  assertEquals(mean(["1.00000000001", "1.00000000002"]), "1.00000000002");
});

Deno.test("The mean is that of the exact sum", () => {
  assertEquals(mean(["1"]), "1");
  assertEquals(mean(["0.1", "0.2"]), "0.15");
  assertEquals(mean(["1", "1", "2"]), "1.33333333333");
  assertEquals(mean(["1000000000", "0.000000001"]), "500000000");
});

Deno.test("Published digits are kept to the letter, trailing zeros too", () => {
  const published = ["1.0825", "9.1500", "366.90", "1", "20082.05", "0.00006"];
  for (const text of published) assertEquals(parseRate(text), text);
  assertEquals(parseRate(" 186.75 "), "186.75");
});

Deno.test("Zeros before the first digit carry nothing and are dropped", () => {
  assertEquals(parseRate("007.50"), "7.50");
  assertEquals(parseRate("00.5"), "0.5");
  assertEquals(parseRate("0.50"), "0.50");
});

Deno.test("Any plain decimal in the usable range is kept to the letter", () => {
  fc.assert(fc.property(anyRate, fc.nat({ max: 5 }), (rate, zeros) => {
    const text = rate.includes(".")
      ? rate + "0".repeat(zeros)
      : `${rate}.${"0".repeat(zeros + 1)}`;
    assertEquals(parseRate(text), text);
  }));
});

Deno.test("An exponent is written out without losing a digit", () => {
  assertEquals(parseRate("5.88966305238e-5"), "0.0000588966305238");
  assertEquals(parseRate("1E-9"), "0.000000001");
  assertEquals(parseRate("1.5e+3"), "1500");
  assertEquals(
    parseRate("123456789012345678901e-18"),
    "123.456789012345678901",
  );
});

Deno.test("What is no usable rate is refused: absurd, zero, negative, no number, other digits", () => {
  const refused = [
    "0",
    "0.000",
    "0e5",
    "-1.5",
    "+1.5",
    "NaN",
    "Infinity",
    "1e400",
    "1e-400",
    "1e16",
    "9999999999999999",
    "0.0000000000000001",
    "١٢",
    "1٫5",
    "1,5",
    "1 5",
    "1.2.3",
    ".5",
    "5.",
    "1e",
    "e5",
    "0x10",
    "N/A",
    "null",
    "",
    " ",
    "1".repeat(41),
    `0.${"1".repeat(41)}`,
    "<html>",
  ];
  for (const text of refused) assertEquals(parseRate(text), null, text);
  assertEquals(parseRate("1e15"), "1000000000000000");
  assertEquals(parseRate("1e-15"), "0.000000000000001");
});

Deno.test("A rate for many units is divided without losing a digit", () => {
  assertEquals(perUnit("7.9827", 100), "0.079827");
  assertEquals(perUnit("0.4512", 1_000), "0.0004512");
  assertEquals(perUnit("58.20", 1), "58.20");
  const long = `${"1".repeat(40)}.${"2".repeat(40)}`;
  assertEquals(perUnit(long, 100), `${"1".repeat(38)}.11${"2".repeat(40)}`);
});

Deno.test("A product has every digit of the exact one", () => {
  const decimals = fc.tuple(
    fc.bigInt({ min: 0n, max: 10n ** 40n }),
    fc.integer({ min: 0, max: 40 }),
  ).map(([digits, scale]) => {
    const text = digits.toString().padStart(scale + 1, "0");
    const point = text.length - scale;
    return scale === 0 ? text : `${text.slice(0, point)}.${text.slice(point)}`;
  });
  fc.assert(fc.property(decimals, decimals, (a, b) => {
    const x = asFraction(a);
    const y = asFraction(b);
    const got = asFraction(product(a, b));
    const expected = x.digits * y.digits;
    const scale = x.scale + y.scale;
    assert(got.scale <= scale);
    assertEquals(got.digits * 10n ** BigInt(scale - got.scale), expected);
  }));
});

Deno.test("Money is rounded half-up to the minor units of its currency", () => {
  const cases: [string, number, string][] = [
    ["156.5", 0, "157"],
    ["156.49999", 0, "156"],
    ["157.5", 0, "158"],
    ["0.0005", 3, "0.001"],
    ["37.7285", 3, "37.729"],
    ["37.7284999999", 3, "37.728"],
    ["1.00005", 4, "1.0001"],
    ["1.00004", 4, "1.0000"],
    ["1.005", 2, "1.01"],
    ["2.5", 2, "2.50"],
    ["0.004", 2, "0.00"],
    ["999999999999999999.995", 2, "1000000000000000000.00"],
  ];
  for (const [amount, minorUnits, expected] of cases) {
    assertEquals(roundMoney(amount, minorUnits), expected);
  }
});

Deno.test("A JSON number of up to 15 digits is the rate itself, also after a round trip", () => {
  fc.assert(
    fc.property(anyRate, (rate) => {
      const read = JSON.parse(JSON.stringify(toJsonNumber(rate)));
      assert(new Wide(read).eq(rate), `${rate} came back as ${read}`);
    }),
    { numRuns: 500 },
  );
  assertEquals(JSON.stringify(toJsonNumber("366.90")), "366.9");
});

Deno.test("Beyond 15 digits a JSON number is the nearest one with 15", () => {
  assertEquals(toJsonNumber("1.2345678901234567"), 1.23456789012346);
  assertEquals(toJsonNumber("0.00012345678901234567"), 0.000123456789012346);
});

Deno.test("A rate is written into JSON as its number would be", () => {
  const anyText = fc.oneof(
    anyRate,
    fc.tuple(anyRate, fc.nat({ max: 3 }))
      .map(([rate, zeros]) =>
        (rate.includes(".") ? rate : `${rate}.0`) + "0".repeat(zeros)
      ),
    fc.tuple(anyRate, anyRate).map(([a, b]) => quotient(a, b)),
    fc.constantFrom(
      "1",
      "0.1",
      "0.000001",
      "0.0000001",
      "0.00001234567891",
      "123456789012345",
      "1234567890123456",
      "12345678.12345678",
    ),
  );
  fc.assert(
    fc.property(anyText, (rate) => {
      assertEquals(toJsonText(rate), JSON.stringify(toJsonNumber(rate)));
    }),
    { numRuns: 3_000 },
  );
});
