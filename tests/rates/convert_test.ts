/** Converting: which amounts are taken, the exact product, and what would be paid. */

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { convert, parseAmount } from "../../rates/convert.ts";
import { day } from "../../rates/day.ts";
import type { Rate } from "../../rates/rate.ts";

function rateOf(rate: string): Rate {
  return {
    source: "USD",
    target: "EUR",
    rate,
    date: day("2026-04-13"),
    rateDate: day("2026-04-13"),
    provider: "one",
    kind: "direct",
    carried: false,
    stale: false,
    synthetic: false,
    fetchedAt: new Date("2026-04-13T15:00:00Z"),
    provisional: false,
  };
}

Deno.test("An amount is kept as it was written, without zeros before its first digit", () => {
  const amounts = {
    "0": "0",
    "000": "0",
    "100": "100",
    "0100": "100",
    "00.50": "0.50",
    "1250.50": "1250.50",
    "999999999999999999": "999999999999999999",
    "0000999999999999999999.5": "999999999999999999.5",
    "0.000000000000000001": "0.000000000000000001",
  };
  for (const [text, amount] of Object.entries(amounts)) {
    assertEquals(parseAmount(text), { amount });
  }
});

Deno.test("What is no amount is refused with a sentence that helps", () => {
  const plain = "Write the amount as a plain decimal number, such as 1250.50.";
  const refusals = {
    "-5": "An amount cannot be negative. Convert its positive value.",
    "-0.01": "An amount cannot be negative. Convert its positive value.",
    "": plain,
    " ": plain,
    " 5": plain,
    "5 ": plain,
    "+5": plain,
    ".5": plain,
    "5.": plain,
    "1,250.50": plain,
    "1e5": plain,
    "NaN": plain,
    "Infinity": plain,
    "0x10": plain,
    "abc": plain,
    "١٢": plain,
    "１２": plain,
    "5\n": plain,
    "1000000000000000000":
      "An amount has at most 18 digits before the decimal point; this one has 19.",
    "0.0000000000000000001":
      "An amount has at most 18 digits after the decimal point; this one has 19.",
  };
  for (const [text, refused] of Object.entries(refusals)) {
    assertEquals(parseAmount(text), { refused }, JSON.stringify(text));
  }
});

Deno.test("Any text is an amount of the same value, or refused", () => {
  fc.assert(fc.property(fc.string(), (text) => {
    const parsed = parseAmount(text);
    if ("amount" in parsed) {
      assert(/^\d{1,18}(\.\d{1,18})?$/.test(parsed.amount));
      assertEquals(Number(parsed.amount), Number(text));
    } else assert(parsed.refused.endsWith("."));
  }));
});

Deno.test("A conversion is the exact product, and half-up in the target's minor units", () => {
  const parts = fc.record({
    amount: fc.bigInt({ min: 0n, max: 10n ** 36n - 1n }),
    rate: fc.bigInt({ min: 1n, max: 10n ** 20n }),
    minorUnits: fc.integer({ min: 0, max: 4 }),
  });
  fc.assert(fc.property(parts, ({ amount, rate, minorUnits }) => {
    // The amount in 1e-18, the rate in 1e-10: their product is in 1e-28.
    const done = convert(decimal(amount, 18), rateOf(decimal(rate, 10)), {
      code: "EUR",
      minorUnits,
    });
    assertEquals(scaled(done.exact, 28), amount * rate);
    const unit = 10n ** BigInt(28 - minorUnits);
    assertEquals(
      scaled(done.amount, minorUnits),
      (amount * rate + unit / 2n) / unit,
    );
    assertEquals(done.amount.split(".")[1]?.length ?? 0, minorUnits);
  }));
});

Deno.test("What is paid has the minor units of the target: none in JPY, 3 in BHD, 4 in CLF", () => {
  const paid = (minorUnits: number) =>
    convert("10.05", rateOf("15.12345"), { code: "", minorUnits }).amount;
  assertEquals(paid(0), "152");
  assertEquals(paid(2), "151.99");
  assertEquals(paid(3), "151.991");
  assertEquals(paid(4), "151.9907");
});

Deno.test("Nothing converts to nothing, in full minor units", () => {
  const none = convert("0", rateOf("0.9"), { code: "EUR", minorUnits: 2 });
  assertEquals([none.amount, none.exact], ["0.00", "0"]);
});

function decimal(digits: bigint, scale: number): string {
  const text = digits.toString().padStart(scale + 1, "0");
  return `${text.slice(0, -scale)}.${text.slice(-scale)}`;
}

function scaled(text: string, scale: number): bigint {
  const [integer = "", fraction = ""] = text.split(".");
  return BigInt(integer + fraction.padEnd(scale, "0"));
}
