/** `/ingestions`: loading history, watching it, and steering it. */

import { createRoute, defineOpenAPIRoute, z } from "@hono/zod-openapi";
import { AppError } from "../rates/errors.ts";
import type {
  Clock,
  Ingestion,
  IngestionStore,
  Log,
  Provider,
  RateStore,
} from "../rates/ports.ts";
import { plan, type QueueIngestion, rangeWithin } from "../rates/queue.ts";
import { API_ROOT } from "./addresses.ts";
import { NO_CACHE } from "./caching.ts";
import { IngestionBody, ingestionBody } from "./ingestion_body.ts";
import { streamEvents } from "./ingestion_events.ts";
import { IngestionWatch } from "./ingestion_watch.ts";
import { knownProvider } from "./known_provider.ts";
import { DayText, line, once, refuseFuture } from "./parameters.ts";
import { problems } from "./problem.ts";

/** What the operations need. */
export interface IngestionsDeps {
  readonly ingestions: IngestionStore;
  readonly queue: QueueIngestion;
  readonly store: Pick<RateStore, "ledger">;
  readonly providers: ReadonlyMap<string, Provider>;
  readonly clock: Clock;
  readonly log: Log;
  /** Begins with an ingestion at once: it need not wait for the next tick. */
  readonly runNow: (id: number) => void;
  /** The most upstream requests of a run that brings no limit of its own. */
  readonly runBudget: number;
  /** How often those who watch are told. */
  readonly watchIntervalMs: number;
  /** Aborted when the process ends. */
  readonly ending: AbortSignal;
}

/** Ids are 32-bit in the database. */
const MAX_ID = 2_147_483_647;

const Id = once.refine(
  (text) => /^[1-9]\d{0,9}$/.test(text) && Number(text) <= MAX_ID,
  "Name the ingestion by its id, such as 7.",
).transform(Number);

const params = z.object({
  id: Id.openapi({
    type: "integer",
    param: { name: "id", in: "path" },
    example: 7,
  }),
});

const range = {
  provider: line(40).openapi({ example: "ecb" }),
  from: DayText,
  to: DayText,
};

const tags = ["History"];
const one = {
  description: "The ingestion",
  content: { "application/json": { schema: IngestionBody } },
};

const list = createRoute({
  method: "get",
  path: "/ingestions",
  operationId: "listIngestions",
  tags,
  summary: "Loads of history, newest first",
  request: {
    query: z.strictObject({
      provider: line(40).optional(),
      limit: once.regex(/^([1-9]|[1-9]\d|100)$/, "From 1 to 100.")
        .transform(Number).optional().openapi({
          type: "integer",
          example: 20,
          description: "How many, 100 at most; 20 without it.",
        }),
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
  description:
    "Asks only for the days that are not known yet, newest first, in the fewest requests. A run that spends `max_requests` pauses and goes on with the next one. One that is open for the same provider and range is given instead of a second.",
  request: {
    body: {
      required: true,
      content: {
        "application/json": {
          schema: z.strictObject({
            ...range,
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
    200: { ...one, description: "The one that is open already" },
    201: {
      ...one,
      headers: z.object({
        location: z.string().openapi({ description: "Its address." }),
      }),
    },
    ...problems(400, 404, 409, 413, 415, 503),
  },
});

const Plan = z.object({
  provider: z.string(),
  from: z.string().openapi({ format: "date" }),
  to: z.string().openapi({ format: "date" }),
  requests: z.int().openapi({
    description: "How many upstream requests it would take.",
  }),
  first: z.array(z.object({ from: z.string(), to: z.string() })).openapi({
    description: "The first ten of them.",
  }),
}).openapi("IngestionPlan");

const preview = createRoute({
  method: "get",
  path: "/ingestions/plan",
  operationId: "planIngestion",
  tags,
  summary: "What a load would take",
  description: "Plans as a load would, and asks nobody.",
  request: { query: z.strictObject(range) },
  responses: {
    200: {
      description: "The plan",
      content: { "application/json": { schema: Plan } },
    },
    ...problems(400, 404, 503),
  },
});

const read = createRoute({
  method: "get",
  path: "/ingestions/{id}",
  operationId: "getIngestion",
  tags,
  summary: "One load and its progress",
  request: { params },
  responses: { 200: one, ...problems(400, 404, 503) },
});

const events = createRoute({
  method: "get",
  path: "/ingestions/{id}/events",
  operationId: "watchIngestion",
  tags,
  summary: "Its progress as it happens",
  description:
    "Server-Sent Events named `ingestion` whose data is the ingestion; the stream ends with it. Reconnect with `Last-Event-ID` to be told only what is newer.",
  request: { params },
  responses: {
    200: {
      description: "The stream",
      content: { "text/event-stream": { schema: z.string() } },
    },
    204: {
      description: "It has ended, and the last event is the one you have",
    },
    ...problems(400, 404, 503),
  },
});

const cancel = createRoute({
  method: "post",
  path: "/ingestions/{id}/cancel",
  operationId: "cancelIngestion",
  tags,
  summary: "Stop a load",
  description:
    "What it has loaded stays. Requests under way end by themselves.",
  request: { params },
  responses: { 200: one, ...problems(400, 404, 409, 503) },
});

const retry = createRoute({
  method: "post",
  path: "/ingestions/{id}/retry",
  operationId: "retryIngestion",
  tags,
  summary: "Go on with a load that failed or was stopped",
  request: { params },
  responses: { 200: one, ...problems(400, 404, 409, 503) },
});

/** The operations, ready to be mounted. */
export function ingestions(deps: IngestionsDeps) {
  const { ingestions: store, runBudget, providers, clock } = deps;
  const watch = new IngestionWatch({
    ingestions: store,
    log: deps.log,
    intervalMs: deps.watchIntervalMs,
  });
  const body = (ingestion: Ingestion) => ingestionBody(ingestion, runBudget);
  return [
    defineOpenAPIRoute({
      route: list,
      handler: async (c) => {
        const { provider, before, limit = 20 } = c.req.valid("query");
        const page = await store.list({ limit, before, provider });
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
        });
        // An open one has its runs already; who asks twice gets no second budget.
        if (!created) return c.json(body(ingestion), 200);
        deps.runNow(ingestion.id);
        c.header("location", `${API_ROOT}/ingestions/${ingestion.id}`);
        return c.json(body(ingestion), 201);
      },
    }),
    defineOpenAPIRoute({
      route: preview,
      handler: async (c) => {
        const { provider, from, to } = c.req.valid("query");
        knownProvider(providers, provider);
        const within = rangeWithin(deps, { provider, range: { from, to } });
        const requests = await plan(
          { rates: deps.store, providers, clock },
          { provider, range: within, cause: "api" },
        );
        return c.json(
          {
            provider,
            ...within,
            requests: requests.length,
            first: requests.slice(0, 10),
          },
          200,
          NO_CACHE,
        );
      },
    }),
    defineOpenAPIRoute({
      route: read,
      handler: async (c) => {
        const { id } = c.req.valid("param");
        return c.json(body(required(await store.get(id), id)), 200, NO_CACHE);
      },
    }),
    defineOpenAPIRoute({
      route: events,
      handler: async (c) => {
        const { id } = c.req.valid("param");
        const ingestion = required(await store.get(id), id);
        return streamEvents(c, ingestion, {
          watch,
          runBudget,
          ending: deps.ending,
        });
      },
    }),
    defineOpenAPIRoute({
      route: cancel,
      handler: async (c) => {
        const { id } = c.req.valid("param");
        const cancelled = required(await store.cancel(id, clock()), id);
        return c.json(body(cancelled), 200);
      },
    }),
    defineOpenAPIRoute({
      route: retry,
      handler: async (c) => {
        const { id } = c.req.valid("param");
        const retried = required(await store.retry(id), id);
        deps.runNow(id);
        return c.json(body(retried), 200);
      },
    }),
  ] as const;
}

function required(found: Ingestion | null, id: number): Ingestion {
  if (found) return found;
  throw new AppError(
    "not_found",
    `There is no ingestion ${id}. GET ${API_ROOT}/ingestions lists them.`,
  );
}
