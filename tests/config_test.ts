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

Deno.test("TRUSTED_PROXIES takes addresses and networks of both kinds", () => {
  const { TRUSTED_PROXIES } = readConfig({
    TRUSTED_PROXIES: "127.0.0.1, 10.0.0.0/8,::1,fd00::/8",
  });
  assertEquals(
    TRUSTED_PROXIES.map(([address, bits]) => `${address}/${bits}`),
    ["127.0.0.1/32", "10.0.0.0/8", "::1/128", "fd00::/8"],
  );
});

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
  ["TRUSTED_PROXIES", "10.0.0.0/33"],
  ["TRUSTED_PROXIES", "10.1"],
  ["TRUSTED_PROXIES", "127.0.0.1, nginx"],
  ["TRUSTED_PROXIES_HEADER", "x-real-ip"],
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

Deno.test("The address and the token of a Redis go together", () => {
  const both = {
    UPSTASH_REDIS_REST_URL: "https://a.example/",
    UPSTASH_REDIS_REST_TOKEN: "t",
  };
  assertEquals(readConfig(both).UPSTASH_REDIS_REST_URL, "https://a.example");
  for (const name of ["UPSTASH_REDIS_REST_URL", "UPSTASH_REDIS_REST_TOKEN"]) {
    assertThrows(
      () => readConfig({ ...both, [name]: "" }),
      ConfigError,
      `${name} is missing`,
    );
  }
});
