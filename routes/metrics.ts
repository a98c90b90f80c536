/** `/metrics`: what is counted, for Prometheus. */

import { createRoute, defineOpenAPIRoute, z } from "@hono/zod-openapi";
import { ANYBODY, READER } from "./access/security.ts";
import { problems } from "./problem.ts";

/** What the operation needs. */
export interface MetricsDeps {
  readonly metrics: {
    read(): Promise<{ readonly type: string; readonly text: string }>;
  };
  /** Whether strangers may read them. */
  readonly openMetrics: boolean;
}

/** The operation, ready to be mounted. */
export function metrics({ metrics, openMetrics }: MetricsDeps) {
  const route = createRoute({
    method: "get",
    path: "/metrics",
    operationId: "getMetrics",
    tags: ["Operation"],
    summary: "Counters of this instance, for Prometheus",
    security: openMetrics ? ANYBODY : READER,
    responses: {
      200: {
        description: "In the text format of Prometheus",
        content: { "text/plain": { schema: z.string() } },
      },
      ...problems(503),
    },
  });
  return defineOpenAPIRoute({
    route,
    handler: async (c) => {
      const { type, text } = await metrics.read();
      return c.text(text, 200, {
        "content-type": type,
        "cache-control": "no-store",
      });
    },
  });
}
