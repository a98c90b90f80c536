/** `GET /ingestions/plan`: what a load would take, before somebody begins it. */

import { createRoute, defineOpenAPIRoute, z } from "@hono/zod-openapi";
import { type AllowanceDeps, leftThisMonth } from "../rates/allowance.ts";
import type { Provider, RateStore } from "../rates/ports.ts";
import { plan, rangeWithin } from "../rates/queue.ts";
import { NO_CACHE } from "./caching.ts";
import { knownProvider } from "./known_provider.ts";
import { DayText, line } from "./parameters.ts";
import { problems } from "./problem.ts";

/** What the operation needs. */
export interface IngestionPlanDeps extends AllowanceDeps {
  readonly store: Pick<RateStore, "ledger">;
  readonly providers: ReadonlyMap<string, Provider>;
  /** The most upstream requests of a run that brings no limit of its own. */
  readonly runBudget: number;
}

/** Whose history, and of which days. */
export const wantedRange = {
  provider: line(40).openapi({ example: "ecb" }),
  from: DayText,
  to: DayText,
};

const Plan = z.object({
  provider: z.string(),
  from: z.string().openapi({ format: "date" }),
  to: z.string().openapi({ format: "date" }),
  requests: z.int().openapi({
    description: "How many upstream requests it would take.",
  }),
  max_requests: z.int().openapi({
    description: "The most of one run, unless it brings its own; 0: no limit.",
  }),
  requests_left_this_month: z.int().nullable().openapi({
    description: "Of the provider's allowance; null where it has none.",
  }),
  first: z.array(z.object({ from: z.string(), to: z.string() })).openapi({
    description: "The first ten of them.",
  }),
}).openapi("IngestionPlan");

const route = createRoute({
  method: "get",
  path: "/ingestions/plan",
  operationId: "planIngestion",
  tags: ["History"],
  summary: "What a load would take",
  description: "Plans as a load would, and asks nobody.",
  request: { query: z.strictObject(wantedRange) },
  responses: {
    200: {
      description: "The plan",
      content: { "application/json": { schema: Plan } },
    },
    ...problems(400, 404, 503),
  },
});

/** Requests that are told one by one. */
const SHOWN = 10;

/** The operation, ready to be mounted. */
export function ingestionPlan(deps: IngestionPlanDeps) {
  const { store, providers, clock, runBudget } = deps;
  return defineOpenAPIRoute({
    route,
    handler: async (c) => {
      const { provider, from, to } = c.req.valid("query");
      const { facts } = knownProvider(providers, provider);
      const range = rangeWithin(deps, { provider, range: { from, to } });
      const requests = await plan(
        { rates: store, providers, clock },
        { provider, range, cause: "api" },
      );
      return c.json(
        {
          provider,
          ...range,
          requests: requests.length,
          max_requests: runBudget,
          requests_left_this_month: await leftThisMonth(facts, deps),
          first: requests.slice(0, SHOWN),
        },
        200,
        NO_CACHE,
      );
    },
  });
}
