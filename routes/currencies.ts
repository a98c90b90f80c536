/** `/currencies`: which currencies can be asked for, and their management. */

import { createRoute, defineOpenAPIRoute, z } from "@hono/zod-openapi";
import { AppError } from "../rates/errors.ts";
import { completeCurrency } from "../rates/new_currency.ts";
import type { Currency, CurrencyRef, CurrencyStore } from "../rates/ports.ts";
import { actorOf } from "./access/actor.ts";
import { writer } from "./access/security.ts";
import { API_ROOT } from "./addresses.ts";
import { NO_CACHE } from "./caching.ts";
import { ifMatch, seenIn } from "./if_match.ts";
import { jsonAnswer, jsonBody } from "./json_body.ts";
import { Code, line } from "./parameters.ts";
import { problems } from "./problem.ts";

/** What the operations need. */
export interface CurrenciesDeps {
  readonly currencies: CurrencyStore;
}

const fields = {
  name: line(60).openapi({ example: "Indian Rupee" }),
  symbol: line(10).openapi({ example: "₹" }),
  numeric_code: z.string().regex(/^\d{3}$/, "Three digits, such as 356.")
    .nullable().openapi({ example: "356" }),
  minor_units: z.int().min(0).max(8).openapi({
    description: "Digits after the decimal point in which amounts are paid.",
    example: 2,
  }),
  enabled: z.boolean().openapi({
    description: "Whether rates of it can be asked for.",
  }),
};

const CurrencyBody = z.object({
  id: z.int(),
  code: z.string().openapi({ example: "INR" }),
  ...fields,
  created_at: z.string().openapi({ format: "date-time" }),
  updated_at: z.string().openapi({ format: "date-time" }),
  version: z.string().openapi({
    description: "In double quotes its ETag, and what If-Match takes.",
    example: "7.3",
  }),
}).openapi("Currency");

/** A whole currency: what is left out comes from ISO 4217. */
const Description = z.strictObject({ code: Code, ...partial(fields) })
  .openapi("CurrencyDescription");

const Change = z.strictObject({ code: Code.optional(), ...partial(fields) })
  .refine((change) => Object.keys(change).length > 0, {
    message: "Give at least one member to change.",
  }).openapi("CurrencyChange");

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
const one = jsonAnswer("The currency", CurrencyBody);

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

const read = createRoute({
  method: "get",
  path: "/currencies/{ref}",
  operationId: "getCurrency",
  tags,
  summary: "One currency",
  request: { params },
  responses: { 200: one, ...problems(400, 404, 503) },
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
  request: { body: jsonBody(Description) },
  responses: {
    201: {
      ...one,
      headers: z.object({
        location: z.string().openapi({ description: "Its address." }),
      }),
    },
    ...problems(400, 409, 413, 415, 503),
  },
});

const replace = createRoute({
  method: "put",
  path: "/currencies/{ref}",
  operationId: "replaceCurrency",
  tags,
  summary: "Describe a currency anew",
  security: writer("currencies:write"),
  description: "What is left out comes from ISO 4217, as when adding it.",
  request: { params, headers: ifMatch, body: jsonBody(Description) },
  responses: { 200: one, ...problems(400, 404, 409, 412, 413, 415, 503) },
});

const change = createRoute({
  method: "patch",
  path: "/currencies/{ref}",
  operationId: "changeCurrency",
  tags,
  summary: "Change some of a currency",
  security: writer("currencies:write"),
  request: { params, headers: ifMatch, body: jsonBody(Change) },
  responses: { 200: one, ...problems(400, 404, 409, 412, 413, 415, 503) },
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
      route: read,
      handler: async (c) => {
        const { ref } = c.req.valid("param");
        const found = required(await store.find(ref), ref);
        c.header("etag", tagOf(found));
        return c.json(currencyBody(found), 200, NO_CACHE);
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
    defineOpenAPIRoute({
      route: replace,
      handler: async (c) => {
        const { ref } = c.req.valid("param");
        const input = completeCurrency(fromBody(c.req.valid("json")));
        const seen = seenIn(c.req.valid("header"));
        const updated = required(
          await store.update(ref, input, seen, actorOf(c)),
          ref,
        );
        c.header("etag", tagOf(updated));
        return c.json(currencyBody(updated), 200);
      },
    }),
    defineOpenAPIRoute({
      route: change,
      handler: async (c) => {
        const { ref } = c.req.valid("param");
        const input = fromBody(c.req.valid("json"));
        const seen = seenIn(c.req.valid("header"));
        const updated = required(
          await store.update(ref, input, seen, actorOf(c)),
          ref,
        );
        c.header("etag", tagOf(updated));
        return c.json(currencyBody(updated), 200);
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

function currencyBody(currency: Currency): z.infer<typeof CurrencyBody> {
  return {
    id: currency.id,
    code: currency.code,
    name: currency.name,
    symbol: currency.symbol,
    numeric_code: currency.numericCode,
    minor_units: currency.minorUnits,
    enabled: currency.enabled,
    created_at: currency.createdAt.toISOString(),
    updated_at: currency.updatedAt.toISOString(),
    version: currency.version,
  };
}

function tagOf({ version }: Currency): string {
  return `"${version}"`;
}

function fromBody<T extends Partial<z.infer<typeof Description>>>(body: T) {
  const { numeric_code: numericCode, minor_units: minorUnits, ...same } = body;
  return {
    ...same,
    ...(numericCode !== undefined && { numericCode }),
    ...(minorUnits !== undefined && { minorUnits }),
  };
}

function required(found: Currency | null, ref: CurrencyRef): Currency {
  if (found) return found;
  const name = "id" in ref ? `the id ${ref.id}` : `the code ${ref.code}`;
  throw new AppError(
    "not_found",
    `There is no currency with ${name}. GET ${API_ROOT}/currencies lists them.`,
  );
}

function partial<T extends z.ZodRawShape>(shape: T) {
  return z.object(shape).partial().shape;
}
