/** `GET /exchange-rate`: one rate on one day. */

import { createRoute, defineOpenAPIRoute, z } from "@hono/zod-openapi";
import { AppError } from "../rates/errors.ts";
import type { Clock, CurrencyStore } from "../rates/ports.ts";
import type { Quote } from "../rates/quote.ts";
import { requireSupported, supportedCurrencies } from "../rates/supported.ts";
import type { AskerOf } from "./asking.ts";
import { type CachedRead, cachedRead, daysOfOne } from "./cache/operation.ts";
import { cacheControl } from "./caching.ts";
import { Code, DayText, refuseFuture } from "./parameters.ts";
import { problems } from "./problem.ts";
import { RateBody, rateBody } from "./rate_body.ts";
import {
  type Asking,
  askingOf,
  type JsonAnswer,
  jsonAnswer,
} from "./read_answer.ts";

/** What the operation needs. */
export interface ExchangeRateDeps {
  readonly quote: Quote;
  readonly currencies: Pick<CurrencyStore, "list">;
  readonly askerOf: AskerOf;
  readonly clock: Clock;
}

const route = createRoute({
  method: "get",
  path: "/exchange-rate",
  operationId: "getExchangeRate",
  tags: ["Rates"],
  summary: "One rate",
  description:
    "How many units of `target` for 1 `source` on a day: from the first provider, in the order of preference, that knows. A day without a rate is answered by the last one before it, and says so.",
  request: {
    query: z.strictObject({
      source: Code,
      target: Code.openapi({ example: "INR" }),
      date: DayText.optional().openapi({
        description: "Without it: the newest rate there is.",
      }),
    }),
  },
  responses: {
    200: {
      description: "The rate, with its day and provider",
      content: { "application/json": { schema: RateBody } },
    },
    ...problems(400, 404, 429, 502, 503),
  },
});

/** The answer to a question. */
function createAnswer(
  { quote, currencies, clock }: ExchangeRateDeps,
) {
  return async function answer(
    { source, target, date }: z.infer<typeof route.request.query>,
    { asker }: Asking,
  ): Promise<JsonAnswer<z.infer<typeof RateBody>>> {
    refuseFuture("date", date, clock);
    const refuseUnsupported = async () =>
      requireSupported(await supportedCurrencies(currencies), [source, target]);
    // The quote of two currencies that are enabled shows that they are: the list is read for no other.
    if (source === target) await refuseUnsupported();
    const question = { source, targets: [target], date: date ?? null };
    const quotes = await quote(question, asker);
    const rate = quotes.get(target);
    if (!rate) throw new Error(`Cannot find ${target} among the quotes`);
    if (rate instanceof AppError) {
      await refuseUnsupported();
      throw rate;
    }
    return jsonAnswer(
      rateBody(rate),
      cacheControl(rate.date, {
        now: clock(),
        final: !rate.provisional,
        synthetic: rate.synthetic,
        asker,
      }),
    );
  };
}

/** The operation, ready to be mounted. */
export function exchangeRate(deps: ExchangeRateDeps) {
  const answer = createAnswer(deps);
  return defineOpenAPIRoute({
    route,
    handler: async (c) => {
      const query = c.req.valid("query");
      const { json, headers } = await answer(query, askingOf(c, deps));
      return c.json(json, 200, headers);
    },
  });
}

/** The same, for its answers to be kept. */
export function exchangeRateRead(deps: ExchangeRateDeps): CachedRead {
  return cachedRead({ route, days: daysOfOne, answer: createAnswer(deps) });
}
