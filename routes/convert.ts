/** `GET /convert`: one amount in one or many currencies. */

import { createRoute, defineOpenAPIRoute, z } from "@hono/zod-openapi";
import { convert as convertAmount } from "../rates/convert.ts";
import { AppError } from "../rates/errors.ts";
import type { Clock, Currency, CurrencyStore } from "../rates/ports.ts";
import type { Quote } from "../rates/quote.ts";
import type { Rate } from "../rates/rate.ts";
import { requireSupported, supportedCurrencies } from "../rates/supported.ts";
import type { AskerOf } from "./asking.ts";
import { type CachedRead, cachedRead, daysOfOne } from "./cache/operation.ts";
import { cacheControl } from "./caching.ts";
import { Amount, Code, Codes, DayText, refuseFuture } from "./parameters.ts";
import { Problem, problems } from "./problem.ts";
import { RateBody, rateBody } from "./rate_body.ts";
import {
  type Asking,
  askingOf,
  type JsonAnswer,
  jsonAnswer,
} from "./read_answer.ts";

/** What the operation needs. */
export interface ConvertDeps {
  readonly quote: Quote;
  readonly currencies: Pick<CurrencyStore, "list">;
  readonly askerOf: AskerOf;
  readonly clock: Clock;
}

const Converted = RateBody.omit({ source: true }).extend({
  name: z.string().openapi({ example: "Indian Rupee" }),
  symbol: z.string().openapi({ example: "₹" }),
  amount: z.string().openapi({
    description:
      "Rounded half-up to the minor unit of the target (ISO 4217): what would be paid.",
    example: "8408.96",
  }),
  exact_amount: z.string().openapi({
    description: "The unrounded product of amount and rate.",
    example: "8408.96073903",
  }),
}).openapi("Converted");

const Unavailable = Problem.pick({
  code: true,
  detail: true,
  providers: true,
}).extend({ target: z.string() }).openapi("Unavailable");

const Conversions = z.object({
  source: z.string().openapi({ example: "USD" }),
  amount: z.string().openapi({ example: "100" }),
  date: z.string().openapi({ format: "date", example: "2024-10-27" }),
  results: z.array(Converted),
  unavailable: z.array(Unavailable).openapi({
    description: "Targets for which nobody has a rate, and why.",
  }),
}).openapi("Conversions");

const route = createRoute({
  method: "get",
  path: "/convert",
  operationId: "convert",
  tags: ["Rates"],
  summary: "An amount in other currencies",
  description:
    "Give `targets` (many) or `target` (one). The product is exact; `amount` is rounded to what can be paid. Answers 200 as long as one target has a rate.",
  request: {
    query: z.strictObject({
      source: Code,
      amount: Amount,
      targets: Codes.optional().openapi({ example: "EUR,INR" }),
      target: Code.optional().openapi({ example: undefined }),
      date: DayText.optional(),
    }).refine(
      ({ target, targets }) =>
        (target === undefined) !== (targets === undefined),
      { message: "Give either targets, such as EUR,INR, or one target." },
    ),
  },
  responses: {
    200: {
      description: "The amounts, each with its rate and where that comes from",
      content: { "application/json": { schema: Conversions } },
    },
    ...problems(400, 404, 429, 502, 503),
  },
});

type Query = z.infer<typeof route.request.query>;

/** One target is a list of one. */
function normal({ target, targets, ...query }: Query): Query {
  return { ...query, targets: targets ?? (target ? [target] : []) };
}

/** The answer to a question in its normal form. */
function createAnswer({ quote, currencies, clock }: ConvertDeps) {
  return async function answer(
    { source, amount, date, targets = [] }: Query,
    { asker }: Asking,
  ): Promise<JsonAnswer<z.infer<typeof Conversions>>> {
    refuseFuture("date", date, clock);
    const supported = await supportedCurrencies(currencies);
    requireSupported(supported, [source, ...targets]);
    const question = { source, targets, date: date ?? null };
    const quotes = await quote(question, asker);
    const rates: Rate[] = [];
    const unavailable: z.infer<typeof Unavailable>[] = [];
    for (const [target, found] of quotes) {
      if (!(found instanceof AppError)) rates.push(found);
      else if (targets.length === 1) throw found;
      else unavailable.push(missing(target, found));
    }
    const [first] = rates;
    if (!first) throw noneAvailable(quotes.values());
    const results = rates.flatMap((rate) => {
      const currency = supported.get(rate.target);
      return currency ? [converted(amount, rate, currency)] : [];
    });
    const body: z.infer<typeof Conversions> = {
      source,
      amount,
      date: first.date,
      results,
      unavailable,
    };
    return jsonAnswer(
      body,
      cacheControl(first.date, {
        now: clock(),
        final: unavailable.length === 0 &&
          !rates.some(({ provisional }) => provisional),
        synthetic: rates.some(({ synthetic }) => synthetic),
        asker,
      }),
    );
  };
}

/** The operation, ready to be mounted. */
export function convert(deps: ConvertDeps) {
  const answer = createAnswer(deps);
  return defineOpenAPIRoute({
    route,
    handler: async (c) => {
      const query = normal(c.req.valid("query"));
      const { json, headers } = await answer(query, askingOf(c, deps));
      return c.json(json, 200, headers);
    },
  });
}

/** The same, for its answers to be kept. */
export function convertRead(deps: ConvertDeps): CachedRead {
  const answer = createAnswer(deps);
  return cachedRead({ route, days: daysOfOne, normal, answer });
}

function converted(
  amount: string,
  rate: Rate,
  currency: Currency,
): z.infer<typeof Converted> {
  const { source: _, ...body } = rateBody(rate);
  const conversion = convertAmount(amount, rate, currency);
  return {
    ...body,
    name: currency.name,
    symbol: currency.symbol,
    amount: conversion.amount,
    exact_amount: conversion.exact,
  };
}

function missing(
  target: string,
  { code, message, details }: AppError,
): z.infer<typeof Unavailable> {
  const { providers } = details;
  return {
    target,
    code,
    detail: message,
    ...(providers && { providers: [...providers] }),
  };
}

/** Of several failures, one in which somebody could not be asked says most: it may pass. */
function noneAvailable(found: Iterable<Rate | AppError>): AppError {
  const errors = [...found].filter((one) => one instanceof AppError);
  const worst = errors.find(({ code }) => code === "too_many_requests") ??
    errors.find(({ code }) => code === "providers_failed") ??
    errors[0];
  if (!worst) throw new Error("Cannot convert into no currency at all");
  return worst;
}
