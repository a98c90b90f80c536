/** `/currencies/{id or code}`: one currency, describing it anew, and removing it. */

import { createRoute, defineOpenAPIRoute, z } from "@hono/zod-openapi";
import { AppError } from "../rates/errors.ts";
import { completeCurrency } from "../rates/new_currency.ts";
import type { Currency, CurrencyRef } from "../rates/ports.ts";
import { actorOf } from "./access/actor.ts";
import { writer } from "./access/security.ts";
import { API_ROOT } from "./addresses.ts";
import { NO_CACHE } from "./caching.ts";
import type { CurrenciesDeps } from "./currencies.ts";
import {
  currencyBody,
  CurrencyChange,
  CurrencyDescription,
  fromBody,
  oneCurrency,
  tagOf,
} from "./currency_body.ts";
import { ifMatch, seenIn } from "./if_match.ts";
import { jsonBody } from "./json_body.ts";
import { problems } from "./problem.ts";

const params = z.object({
  ref: z.string().transform((text, context): CurrencyRef => {
    if (/^[A-Za-z]{3}$/.test(text)) return { code: text.toUpperCase() };
    const id = Number(text);
    if (/^[1-9]\d{0,15}$/.test(text) && Number.isSafeInteger(id)) return { id };
    context.addIssue({
      code: "custom",
      message:
        "Name the currency by its id, such as 7, or its code, such as INR.",
    });
    return z.NEVER;
  }).openapi({
    type: "string",
    param: { name: "ref", in: "path" },
    description: "Its id or its code.",
    example: "INR",
  }),
});

const tags = ["Currencies"];

const read = createRoute({
  method: "get",
  path: "/currencies/{ref}",
  operationId: "getCurrency",
  tags,
  summary: "One currency",
  request: { params },
  responses: { 200: oneCurrency, ...problems(400, 404, 503) },
});

const replace = createRoute({
  method: "put",
  path: "/currencies/{ref}",
  operationId: "replaceCurrency",
  tags,
  summary: "Describe a currency anew",
  security: writer("currencies:write"),
  description: "What is left out comes from ISO 4217, as when adding it.",
  request: { params, headers: ifMatch, body: jsonBody(CurrencyDescription) },
  responses: {
    200: oneCurrency,
    ...problems(400, 404, 409, 412, 413, 415, 503),
  },
});

const change = createRoute({
  method: "patch",
  path: "/currencies/{ref}",
  operationId: "changeCurrency",
  tags,
  summary: "Change some of a currency",
  security: writer("currencies:write"),
  request: { params, headers: ifMatch, body: jsonBody(CurrencyChange) },
  responses: {
    200: oneCurrency,
    ...problems(400, 404, 409, 412, 413, 415, 503),
  },
});

const remove = createRoute({
  method: "delete",
  path: "/currencies/{ref}",
  operationId: "deleteCurrency",
  tags,
  summary: "Remove a currency",
  security: writer("currencies:write"),
  description:
    "Nobody can ask for it any more. Its stored rates stay, so adding it again gives it its history at once.",
  request: { params, headers: ifMatch },
  responses: {
    204: { description: "It is gone" },
    ...problems(400, 404, 412, 503),
  },
});

/** The operations, ready to be mounted. */
export function currency({ currencies: store }: CurrenciesDeps) {
  return [
    defineOpenAPIRoute({
      route: read,
      handler: async (c) => {
        const { ref } = c.req.valid("param");
        const found = required(await store.find(ref), ref);
        return c.json(...described(found, NO_CACHE));
      },
    }),
    defineOpenAPIRoute({
      route: replace,
      handler: async (c) => {
        const { ref } = c.req.valid("param");
        const input = completeCurrency(fromBody(c.req.valid("json")));
        const seen = seenIn(c.req.valid("header"));
        const updated = await store.update(ref, input, seen, actorOf(c));
        return c.json(...described(required(updated, ref)));
      },
    }),
    defineOpenAPIRoute({
      route: change,
      handler: async (c) => {
        const { ref } = c.req.valid("param");
        const input = fromBody(c.req.valid("json"));
        const seen = seenIn(c.req.valid("header"));
        const updated = await store.update(ref, input, seen, actorOf(c));
        return c.json(...described(required(updated, ref)));
      },
    }),
    defineOpenAPIRoute({
      route: remove,
      handler: async (c) => {
        const { ref } = c.req.valid("param");
        const seen = seenIn(c.req.valid("header"));
        if (!await store.remove(ref, seen, actorOf(c))) required(null, ref);
        return c.body(null, 204);
      },
    }),
  ] as const;
}

/** What says how a currency is now: its body, status and headers. */
function described(currency: Currency, headers?: Record<string, string>) {
  return [currencyBody(currency), 200, {
    ...headers,
    etag: tagOf(currency),
  }] as const;
}

function required(found: Currency | null, ref: CurrencyRef): Currency {
  if (found) return found;
  const name = "id" in ref ? `the id ${ref.id}` : `the code ${ref.code}`;
  throw new AppError(
    "not_found",
    `There is no currency with ${name}. GET ${API_ROOT}/currencies lists them.`,
  );
}
