/** `GET /currencies/catalogue`: what ISO 4217 knows, for those who add a currency by its name. */

import { createRoute, defineOpenAPIRoute, z } from "@hono/zod-openapi";
import { isoCurrencies } from "../rates/currency.ts";
import { problems } from "./problem.ts";

const Known = z.object({
  code: z.string().openapi({ example: "INR" }),
  name: z.string().openapi({ example: "Indian Rupee" }),
  symbol: z.string().openapi({ example: "₹" }),
  numeric_code: z.string().openapi({ example: "356" }),
  minor_units: z.int(),
  ended: z.string().nullable().openapi({
    format: "date",
    description: "The last day on which it was money; null while it still is.",
  }),
}).openapi("KnownCurrency");

const route = createRoute({
  method: "get",
  path: "/currencies/catalogue",
  operationId: "listKnownCurrencies",
  tags: ["Currencies"],
  summary: "All currencies of ISO 4217",
  description: "Those in use and those withdrawn, added here or not.",
  request: { query: z.strictObject({}) },
  responses: {
    200: {
      description: "By code",
      content: { "application/json": { schema: z.array(Known) } },
    },
    ...problems(400),
  },
});

/** It changes with the program only. */
const CACHED = { "cache-control": "public, max-age=3600" };

/** The operation, ready to be mounted. */
export function currencyCatalogue() {
  const known = [...isoCurrencies()].map((one) => ({
    code: one.code,
    name: one.name,
    symbol: one.symbol,
    numeric_code: one.numericCode,
    minor_units: one.minorUnits,
    ended: one.ended,
  }));
  return defineOpenAPIRoute({
    route,
    handler: (c) => c.json(known, 200, CACHED),
  });
}
