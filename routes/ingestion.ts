/** `/ingestions/{id}`: one load of history, watched and steered. */

import { createRoute, defineOpenAPIRoute, z } from "@hono/zod-openapi";
import { AppError } from "../rates/errors.ts";
import type { Clock, Ingestion, IngestionStore, Log } from "../rates/ports.ts";
import { actorOf } from "./access/actor.ts";
import { writer } from "./access/security.ts";
import { API_ROOT } from "./addresses.ts";
import { NO_CACHE } from "./caching.ts";
import { ingestionBody, oneIngestion } from "./ingestion_body.ts";
import { streamEvents } from "./ingestion_events.ts";
import { IngestionWatch } from "./ingestion_watch.ts";
import { idParams } from "./parameters.ts";
import { problems } from "./problem.ts";

/** What the operations need. */
export interface IngestionDeps {
  readonly ingestions: Pick<
    IngestionStore,
    "get" | "changedSince" | "cancel" | "hold" | "resume" | "retry"
  >;
  readonly clock: Clock;
  readonly log: Log;
  /** Goes on with an ingestion at once: it need not wait for the next tick. */
  readonly runNow: (id: number) => void;
  /** The most upstream requests of a run that brings no limit of its own. */
  readonly runBudget: number;
  /** How often those who watch are told. */
  readonly watchIntervalMs: number;
  /** Aborted when the process ends. */
  readonly ending: AbortSignal;
}

const tags = ["History"];

const read = createRoute({
  method: "get",
  path: "/ingestions/{id}",
  operationId: "getIngestion",
  tags,
  summary: "One load and its progress",
  request: { params: idParams },
  responses: { 200: oneIngestion, ...problems(400, 404, 503) },
});

const events = createRoute({
  method: "get",
  path: "/ingestions/{id}/events",
  operationId: "watchIngestion",
  tags,
  summary: "Its progress as it happens",
  description:
    "Server-Sent Events named `ingestion` whose data is the ingestion; the stream ends with it. Reconnect with `Last-Event-ID` to be told only what is newer.",
  request: { params: idParams },
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
  security: writer("ingestions:write"),
  description:
    "What it has loaded stays. Requests under way end by themselves.",
  request: { params: idParams },
  responses: { 200: oneIngestion, ...problems(400, 404, 409, 503) },
});

const pause = createRoute({
  method: "post",
  path: "/ingestions/{id}/pause",
  operationId: "pauseIngestion",
  tags,
  summary: "Let a load rest",
  security: writer("ingestions:write"),
  description:
    "It goes on when it is resumed, and not before. Requests under way end by themselves.",
  request: { params: idParams },
  responses: { 200: oneIngestion, ...problems(400, 404, 409, 503) },
});

const resume = createRoute({
  method: "post",
  path: "/ingestions/{id}/resume",
  operationId: "resumeIngestion",
  tags,
  summary: "Go on with a load that is paused",
  security: writer("ingestions:write"),
  description:
    "At once, whatever it was paused for: also one whose run has spent its budget.",
  request: { params: idParams },
  responses: { 200: oneIngestion, ...problems(400, 404, 409, 503) },
});

const retry = createRoute({
  method: "post",
  path: "/ingestions/{id}/retry",
  operationId: "retryIngestion",
  tags,
  summary: "Go on with a load that failed or was stopped",
  security: writer("ingestions:write"),
  request: { params: idParams },
  responses: { 200: oneIngestion, ...problems(400, 404, 409, 503) },
});

/** The operations, ready to be mounted. */
export function ingestion(deps: IngestionDeps) {
  const { ingestions: store, runBudget, clock } = deps;
  const watch = new IngestionWatch({
    ingestions: store,
    log: deps.log,
    intervalMs: deps.watchIntervalMs,
  });
  const body = (ingestion: Ingestion) => ingestionBody(ingestion, runBudget);
  return [
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
        const cancelled = required(
          await store.cancel(id, clock(), actorOf(c)),
          id,
        );
        return c.json(body(cancelled), 200);
      },
    }),
    defineOpenAPIRoute({
      route: pause,
      handler: async (c) => {
        const { id } = c.req.valid("param");
        return c.json(
          body(required(await store.hold(id, actorOf(c)), id)),
          200,
        );
      },
    }),
    defineOpenAPIRoute({
      route: resume,
      handler: async (c) => {
        const { id } = c.req.valid("param");
        const resumed = required(await store.resume(id, actorOf(c)), id);
        deps.runNow(id);
        return c.json(body(resumed), 200);
      },
    }),
    defineOpenAPIRoute({
      route: retry,
      handler: async (c) => {
        const { id } = c.req.valid("param");
        const retried = required(await store.retry(id, actorOf(c)), id);
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
