/** What questions cost, read from their address. */

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { readCost } from "../../routes/read_cost.ts";

const cost = (path: string, method = "GET") =>
  readCost(new Request(`http://localhost:8000${path}`, { method }));

const PRICES: readonly [string, number][] = [
  ["/healthz", 0],
  ["/readyz/", 0],
  ["/metrics", 0],
  ["/openapi.json", 0],
  ["/", 0],
  ["/admin", 0],
  ["/admin/assets/app.js", 0],
  ["/docs?x=1", 0],
  ["/administer", 1],
  ["/healthz/deeper", 1],
  ["/nowhere", 1],
  ["/api/v1/exchange-rate?source=USD&target=EUR", 1],
  ["/convert?source=USD&targets=EUR%2CINR&amount=1", 1],
  ["/exchange-rate?path=/admin", 1],
  [
    "/currency-rates?source=USD&date_from=2024-01-12&date_to=2024-02-28&symbols=INR,GBP",
    1,
  ],
  // 25 years of one: 9,132 days.
  [
    "/api/v1/currency-rates/?source=USD&symbols=INR&date_from=2000-01-01&date_to=2024-12-31",
    26,
  ],
  [
    "/api/currency-rates?date_to=2024-12-31&source=USD&date_from=2000-01-01&symbols=INR%2CGBP",
    51,
  ],
  // Without symbols: all that are enabled.
  ["/currency-rates?source=USD&date_from=2024-01-01&date_to=2024-12-31", 31],
  [
    "/currency%2Drates?source=USD&%64ate_from=2024-01-01&date%5Fto=2024-12-31",
    31,
  ],
  ["/currency-rates?source=USD&date_from=2024-12-31&date_to=2024-01-01", 1],
  ["/currency-rates?source=USD&date_from=x&date_to=2024-01-01", 1],
];

for (const [path, points] of PRICES) {
  Deno.test(`GET ${path} costs ${points}`, () => {
    assertEquals(cost(path), points);
  });
}

Deno.test("A preflight is free, other methods are not", () => {
  assertEquals(cost("/currencies", "OPTIONS"), 0);
  assertEquals(cost("/currencies", "HEAD"), 1);
  assertEquals(cost("/currencies", "POST"), 1);
});

Deno.test("Whatever the address is, a question costs a whole number of points", () => {
  fc.assert(fc.property(fc.webQueryParameters(), (query) => {
    const points = cost(`/currency-rates?${query}`);
    assert(Number.isInteger(points) && points >= 1);
  }));
});

Deno.test("An address of a megabyte is read in no time to speak of", () => {
  for (const part of ["&", "&%", "date_from=&", "=", "symbols=A,"]) {
    assertEquals(cost(`/currency-rates?${part.repeat(100_000)}`), 1);
  }
});
