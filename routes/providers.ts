/** `/providers`: the upstreams, how each is, and their order of preference. */

import { createRoute, defineOpenAPIRoute, z } from "@hono/zod-openapi";
import type {
  AuditStore,
  Clock,
  Provider,
  ProviderStore,
  RateStore,
  UsageStore,
} from "../rates/ports.ts";
import { actorOf } from "./access/actor.ts";
import { writer } from "./access/security.ts";
import { NO_CACHE } from "./caching.ts";
import { ifMatch, seenIn } from "./if_match.ts";
import { jsonAnswer, jsonBody } from "./json_body.ts";
import { line } from "./parameters.ts";
import { problems } from "./problem.ts";
import { ProviderBody } from "./provider_body.ts";
import { describeAll } from "./provider_list.ts";

/** What the operations need. */
export interface ProvidersDeps {
  readonly providers: ReadonlyMap<string, Provider>;
  readonly settings: ProviderStore;
  readonly store: Pick<RateStore, "newest" | "forgetFailures" | "ledgers">;
  readonly usage: Pick<UsageStore, "since">;
  /** For what changes nothing and costs a request of the provider's quota. */
  readonly audit: Pick<AuditStore, "record">;
  readonly clock: Clock;
  /** The most time that trying a provider may take. */
  readonly testDeadlineMs: number;
}

const tags = ["Providers"];
const listed = jsonAnswer("In order of preference", z.array(ProviderBody));

const list = createRoute({
  method: "get",
  path: "/providers",
  operationId: "listProviders",
  tags,
  summary: "All providers, in order of preference",
  request: { query: z.strictObject({}) },
  responses: { 200: listed, ...problems(400, 503) },
});

const reorder = createRoute({
  method: "put",
  path: "/providers/order",
  operationId: "orderProviders",
  tags,
  summary: "Set the order of preference",
  security: writer("providers:write"),
  description: "All keys, the most preferred first. Shows in the next answer.",
  request: {
    headers: ifMatch,
    body: jsonBody(
      z.strictObject({
        order: z.array(line(40)).min(1).max(100).openapi({
          example: ["ecb", "frankfurter", "currencybeacon"],
        }),
      }).openapi("ProviderOrder"),
    ),
  },
  responses: { 200: listed, ...problems(400, 412, 413, 415, 503) },
});

/** The operations, ready to be mounted. */
export function providers(deps: ProvidersDeps) {
  return [
    defineOpenAPIRoute({
      route: list,
      handler: async (c) => c.json(await describeAll(deps), 200, NO_CACHE),
    }),
    defineOpenAPIRoute({
      route: reorder,
      handler: async (c) => {
        const seen = seenIn(c.req.valid("header"));
        await deps.settings.setOrder(
          c.req.valid("json").order,
          seen,
          actorOf(c),
        );
        return c.json(await describeAll(deps), 200);
      },
    }),
  ] as const;
}
