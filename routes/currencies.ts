/** `/currencies`: which currencies can be asked for, and adding one. */

import { createRoute, defineOpenAPIRoute, z } from "@hono/zod-openapi";
import { completeCurrency } from "../rates/new_currency.ts";
import type { CurrencyStore } from "../rates/ports.ts";
import { actorOf } from "./access/actor.ts";
import { writer } from "./access/security.ts";
import { API_ROOT } from "./addresses.ts";
import { NO_CACHE } from "./caching.ts";
import {
  CurrencyBody,
  currencyBody,
  CurrencyDescription,
  fromBody,
  oneCurrency,
  tagOf,
} from "./currency_body.ts";
import { jsonAnswer, jsonBody } from "./json_body.ts";
import { problems } from "./problem.ts";

/** What the operations need. */
export interface CurrenciesDeps {
  readonly currencies: CurrencyStore;
}

const tags = ["Currencies"];

const list = createRoute({
  method: "get",
  path: "/currencies",
  operationId: "listCurrencies",
  tags,
  summary: "All currencies",
  request: { query: z.strictObject({}) },
  responses: {
    200: jsonAnswer("By code", z.array(CurrencyBody)),
    ...problems(400, 503),
  },
});

const create = createRoute({
  method: "post",
  path: "/currencies",
  operationId: "createCurrency",
  tags,
  summary: "Add a currency",
  security: writer("currencies:write"),
  description:
    "The code is enough: name, symbol, numeric code and minor units come from ISO 4217 when they are left out.",
  request: { body: jsonBody(CurrencyDescription) },
  responses: {
    201: {
      ...oneCurrency,
      headers: z.object({
        location: z.string().openapi({ description: "Its address." }),
      }),
    },
    ...problems(400, 409, 413, 415, 503),
  },
});

/** The operations, ready to be mounted. */
export function currencies({ currencies: store }: CurrenciesDeps) {
  return [
    defineOpenAPIRoute({
      route: list,
      handler: async (c) => {
        const all = await store.list();
        return c.json(all.map(currencyBody), 200, NO_CACHE);
      },
    }),
    defineOpenAPIRoute({
      route: create,
      handler: async (c) => {
        const input = completeCurrency(fromBody(c.req.valid("json")));
        const created = await store.create(input, actorOf(c));
        c.header("location", `${API_ROOT}/currencies/${created.code}`);
        c.header("etag", tagOf(created));
        return c.json(currencyBody(created), 201);
      },
    }),
  ] as const;
}
