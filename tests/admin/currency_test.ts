/** Currencies in the admin: found by what people call them, and sent as they were described. */

import { assertEquals } from "@std/assert";
import { searchCurrencies } from "../../admin-ui/src/convert/currency_search.ts";
import {
  describe,
  draftOf,
  EMPTY_DRAFT,
  faultsOf,
} from "../../admin-ui/src/currencies/currency_draft.ts";

const CURRENCIES = [
  { code: "AUD", name: "Australian Dollar", symbol: "$" },
  { code: "EUR", name: "Euro", symbol: "€" },
  { code: "INR", name: "Indian Rupee", symbol: "₹" },
  { code: "ISK", name: "Icelandic Króna", symbol: "kr" },
  { code: "RUB", name: "Russian Ruble", symbol: "₽" },
];

Deno.test("A currency is found by code, symbol, name or a word of it, the best match first", () => {
  const found = (text: string) =>
    searchCurrencies(CURRENCIES, text).map(({ code }) => code);
  assertEquals(found("eu"), ["EUR"]);
  assertEquals(found("€"), ["EUR"]);
  assertEquals(found("krona"), ["ISK"]);
  assertEquals(found("rupee"), ["INR"]);
  assertEquals(found("ru"), ["RUB", "INR"]);
  assertEquals(found("nothing"), []);
  assertEquals(found("  "), ["AUD", "EUR", "INR", "ISK", "RUB"]);
});

Deno.test("What is left empty is left to the service", () => {
  assertEquals(describe({ ...EMPTY_DRAFT, code: " inr " }), {
    code: "INR",
    enabled: true,
  });
});

Deno.test("A currency that is opened and saved unchanged stays as it is", () => {
  const currency = {
    id: 7,
    code: "JPY",
    name: "Japanese Yen",
    symbol: "¥",
    numeric_code: "392",
    minor_units: 0,
    enabled: false,
    created_at: "2026-01-01T00:00:00.000Z",
    updated_at: "2026-01-01T00:00:00.000Z",
    version: "7.1",
  };
  assertEquals(describe(draftOf(currency)), {
    code: "JPY",
    name: "Japanese Yen",
    symbol: "¥",
    numeric_code: "392",
    minor_units: 0,
    enabled: false,
  });
});

Deno.test("A draft that the service would refuse says which field is wrong", () => {
  const draft = {
    ...EMPTY_DRAFT,
    code: "IN",
    numericCode: "12",
    minorUnits: "9",
  };
  assertEquals([...faultsOf(draft).keys()], [
    "code",
    "numeric_code",
    "minor_units",
  ]);
  assertEquals(faultsOf({ ...EMPTY_DRAFT, code: "inr" }).size, 0);
});
