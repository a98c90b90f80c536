/** `GET /providers/preview`: who would answer a pair, under the order as it is or as it might be. */

import { createRoute, defineOpenAPIRoute, z } from "@hono/zod-openapi";
import { AppError } from "../rates/errors.ts";
import { outlook, type OutlookDeps } from "../rates/outlook.ts";
import type { RateStore } from "../rates/ports.ts";
import { NO_CACHE } from "./caching.ts";
import { knownProvider } from "./known_provider.ts";
import { Code, DayText, once, refuseFuture } from "./parameters.ts";
import { problems } from "./problem.ts";
import { RateBody, rateBody } from "./rate_body.ts";

/** What the operation needs. */
export interface ProviderPreviewDeps extends OutlookDeps {
  readonly store: OutlookDeps["store"] & Pick<RateStore, "order">;
}

const Preview = z.object({
  order: z.array(z.string()).openapi({
    description: "The providers that are on, the most preferred first.",
    example: ["ecb", "frankfurter"],
  }),
  asks: z.string().nullable().openapi({
    description: "Who would be asked first; null when what is stored decides.",
  }),
  // As a union: a reference that is nullable is written so that nothing but an object fits it.
  rate: z.union([RateBody, z.null()]).openapi({
    description:
      "The stored rate that answers, or would if who is asked did not know.",
  }),
  passed: z.array(z.object({ provider: z.string(), reason: z.string() }))
    .openapi({ description: "Those before it, and why they do not answer." }),
}).openapi("ProviderPreview");

const route = createRoute({
  method: "get",
  path: "/providers/preview",
  operationId: "previewProviders",
  tags: ["Providers"],
  summary: "Who would answer",
  description:
    "Decides from what is stored, asks nobody and changes nothing: with `order`, what a change of the order or of the switches would do.",
  request: {
    query: z.strictObject({
      source: Code.openapi({ example: "USD" }),
      target: Code.openapi({ example: "INR" }),
      date: DayText.optional().openapi({
        description: "Without it: the newest.",
      }),
      order: once.regex(/^[a-z0-9-]{1,40}(,[a-z0-9-]{1,40}){0,99}$/, {
        message: "Separate the providers' keys by single commas.",
      }).transform((text) => [...new Set(text.split(","))]).optional()
        .openapi({
          type: "string",
          example: undefined,
          description:
            "The keys of the providers that would be on, the most preferred first; without it, as it is now.",
        }),
    }),
  },
  responses: {
    200: {
      description: "What would happen",
      content: { "application/json": { schema: Preview } },
    },
    ...problems(400, 404, 503),
  },
});

/** The operation, ready to be mounted. */
export function providerPreview(deps: ProviderPreviewDeps) {
  return defineOpenAPIRoute({
    route,
    handler: async (c) => {
      const { source, target, date, order } = c.req.valid("query");
      refuseFuture("date", date, deps.clock);
      if (source === target) {
        throw new AppError(
          "invalid_request",
          "A currency against itself is 1, and nobody is asked. Give two currencies.",
        );
      }
      // Of an older program's providers there are rows without anybody behind them.
      const keys = order ??
        (await deps.store.order()).filter((key) => deps.providers.has(key));
      const found = await outlook(deps, {
        source,
        target,
        date: date ?? null,
        order: keys.map((key) => knownProvider(deps.providers, key)),
      });
      return c.json(
        {
          order: keys,
          asks: found.asks,
          rate: found.rate && rateBody(found.rate),
          passed: found.passed.map(({ provider, reason }) => ({
            provider,
            reason,
          })),
        },
        200,
        NO_CACHE,
      );
    },
  });
}
