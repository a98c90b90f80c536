import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { readConfig } from "../config.ts";
import { ConfigError } from "../rates/errors.ts";

Deno.test("An empty environment is enough", () => {
  const config = readConfig({});
  assertEquals([config.PORT, config.HOST, config.DATABASE_URL], [
    8000,
    "127.0.0.1",
    undefined,
  ]);
});

Deno.test("An empty variable counts as absent", () => {
  assertEquals(readConfig({ PORT: "", DATABASE_URL: " " }).PORT, 8000);
});

for (
  const text of [
    "EUR,CHF,USD,GBP",
    " eur, chf ,usd,gbp",
    "{'EUR', 'CHF', 'USD', 'GBP'}",
    '["EUR","CHF","USD","GBP"]',
  ]
) {
  Deno.test(`SUPPORTED_CURRENCIES may be written ${text}`, () => {
    assertEquals(readConfig({ SUPPORTED_CURRENCIES: text }), {
      ...readConfig({}),
      SUPPORTED_CURRENCIES: ["EUR", "CHF", "USD", "GBP"],
    });
  });
}

const WRONG: [string, string][] = [
  ["PORT", "eighty"],
  ["PORT", "70000"],
  ["PORT", "1e3"],
  ["DATABASE_URL", "mysql://localhost/x"],
  ["SUPPORTED_CURRENCIES", "EUR;USD"],
  ["SUPPORTED_CURRENCIES", "{}"],
  ["SUPPORTED_CURRENCIES", "EUR,XQZ"],
  ["LOG_LEVEL", "loud"],
  ["BOOTSTRAP_HISTORY", "yes"],
  ["ECB_FILES_URL", "ftp://ecb"],
  ["LOOK_BACK_DAYS", "-1"],
];

for (const [name, value] of WRONG) {
  Deno.test(`${name}=${value} is refused with a sentence that begins with the name`, () => {
    const error = assertThrows(
      () => readConfig({ [name]: value }),
      ConfigError,
    );
    assertMatch(error.message, new RegExp(`^${name} must be .*\\.$`));
  });
}

Deno.test("All wrong variables are named at once, without their values", () => {
  const error = assertThrows(
    () => readConfig({ PORT: "x", DATABASE_URL: "https://user:secret@host" }),
    ConfigError,
  );
  assertEquals(error.message.split("\n").length, 2);
  assertEquals(error.message.includes("secret"), false);
});
