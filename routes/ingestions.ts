/** `/ingestions`: loads of history, listed and begun. */

import { createRoute, defineOpenAPIRoute, z } from "@hono/zod-openapi";
import type {
  Clock,
  Ingestion,
  IngestionStore,
  Provider,
} from "../rates/ports.ts";
import type { QueueIngestion } from "../rates/queue.ts";
import { actorOf } from "./access/actor.ts";
import { writer } from "./access/security.ts";
import { API_ROOT } from "./addresses.ts";
import { NO_CACHE } from "./caching.ts";
import {
  IngestionBody,
  ingestionBody,
  oneIngestion,
} from "./ingestion_body.ts";
import { wantedRange } from "./ingestion_plan.ts";
import { isClosed } from "./ingestion_watch.ts";
import { knownProvider } from "./known_provider.ts";
import { Id, Limit, line, refuseFuture } from "./parameters.ts";
import { problems } from "./problem.ts";

/** What the operations need. */
export interface IngestionsDeps {
  readonly ingestions: Pick<IngestionStore, "list">;
  readonly queue: QueueIngestion;
  readonly providers: ReadonlyMap<string, Provider>;
  readonly clock: Clock;
  /** Begins with an ingestion at once: it need not wait for the next tick. */
  readonly runNow: (id: number) => void;
  /** The most upstream requests of a run that brings no limit of its own. */
  readonly runBudget: number;
}

const tags = ["History"];

const list = createRoute({
  method: "get",
  path: "/ingestions",
  operationId: "listIngestions",
  tags,
  summary: "Loads of history, newest first",
  request: {
    query: z.strictObject({
      provider: line(40).optional(),
      open: z.enum(["true", "false"]).optional().openapi({
        description: "`true`: only those that are not over yet.",
      }),
      limit: Limit,
      before: Id.optional().openapi({
        type: "integer",
        example: undefined,
        description: "The last id of the page before.",
      }),
    }),
  },
  responses: {
    200: {
      description: "One page",
      content: { "application/json": { schema: z.array(IngestionBody) } },
    },
    ...problems(400, 503),
  },
});

const create = createRoute({
  method: "post",
  path: "/ingestions",
  operationId: "createIngestion",
  tags,
  summary: "Load a provider's history",
  security: writer("ingestions:write"),
  description:
    "Asks only for the days that are not known yet, newest first, in the fewest requests; when all are known it is done at once. A run that spends `max_requests` pauses and goes on with the next one. One that is open for the same provider and range is given instead of a second; `max_requests` then holds for its further runs. Where ranges overlap, each load answers for all of its own days, and a day is asked for once, by the load that comes to it first. A provider has 20 open loads at most, each of up to 15,000 requests.",
  request: {
    body: {
      required: true,
      content: {
        "application/json": {
          schema: z.strictObject({
            ...wantedRange,
            max_requests: z.int().min(0).max(1_000_000).optional().openapi({
              description:
                "The most upstream requests of one run; 0 for no limit.",
            }),
          }).openapi("IngestionRequest"),
        },
      },
    },
  },
  responses: {
    200: {
      ...oneIngestion,
      description: "The one that is open, or done, already",
    },
    201: {
      ...oneIngestion,
      headers: z.object({
        location: z.string().openapi({ description: "Its address." }),
      }),
    },
    ...problems(400, 404, 409, 413, 415, 503),
  },
});

/** The operations, ready to be mounted. */
export function ingestions(deps: IngestionsDeps) {
  const { ingestions: store, runBudget, providers, clock } = deps;
  const body = (ingestion: Ingestion) => ingestionBody(ingestion, runBudget);
  return [
    defineOpenAPIRoute({
      route: list,
      handler: async (c) => {
        const { limit = 20, open, ...which } = c.req.valid("query");
        const page = await store.list({
          ...which,
          limit,
          open: open === "true",
        });
        return c.json(page.map(body), 200, NO_CACHE);
      },
    }),
    defineOpenAPIRoute({
      route: create,
      handler: async (c) => {
        const { provider, from, to, max_requests } = c.req.valid("json");
        knownProvider(providers, provider);
        refuseFuture("to", to, clock);
        const { ingestion, created } = await deps.queue({
          provider,
          range: { from, to },
          cause: "api",
          maxRequests: max_requests ?? null,
        }, actorOf(c));
        // An open one has its runs already; who asks twice gets no second budget.
        if (!created) return c.json(body(ingestion), 200);
        if (!isClosed(ingestion)) deps.runNow(ingestion.id);
        c.header("location", `${API_ROOT}/ingestions/${ingestion.id}`);
        return c.json(body(ingestion), 201);
      },
    }),
  ] as const;
}
