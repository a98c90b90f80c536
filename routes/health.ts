/** `/healthz` and `/readyz`: whether the process lives, and whether it can do its work. */

import { createRoute, defineOpenAPIRoute, z } from "@hono/zod-openapi";
import { problems } from "./problem.ts";

const Health = z.object({ status: z.literal("ok") }).openapi("Health");

const answer = {
  description: "It is",
  content: { "application/json": { schema: Health } },
};

const live = createRoute({
  method: "get",
  path: "/healthz",
  operationId: "isAlive",
  tags: ["Operation"],
  summary: "Whether the process is alive",
  responses: { 200: answer },
});

const ready = createRoute({
  method: "get",
  path: "/readyz",
  operationId: "isReady",
  tags: ["Operation"],
  summary: "Whether the database answers too",
  responses: { 200: answer, ...problems(503) },
});

/** The operations, ready to be mounted. */
export function health({ ping }: { readonly ping: () => Promise<void> }) {
  return [
    defineOpenAPIRoute({
      route: live,
      handler: (c) => c.json(OK, 200, NO_STORE),
    }),
    defineOpenAPIRoute({
      route: ready,
      handler: async (c) => {
        await ping();
        return c.json(OK, 200, NO_STORE);
      },
    }),
  ] as const;
}

const OK = { status: "ok" } as const;

const NO_STORE = { "cache-control": "no-store" };
