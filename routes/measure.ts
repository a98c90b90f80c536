/** Telling the counters of answers: of the app's by the operation that made them, of others by their address. */

import type { MiddlewareHandler } from "hono";
import { routePath } from "hono/route";

/** Counts an answer. */
export type CountAnswer = (answer: {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly source: "app" | "kept" | "refused";
  readonly seconds: number | null;
}) => void;

/** Methods that are counted by their name: others are whatever somebody invents. */
const METHODS: ReadonlySet<string> = new Set(
  ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"],
);

/** Counts and times what the app answers. */
export function measureAnswers(count: CountAnswer): MiddlewareHandler {
  return async function measureAnswers(c, next) {
    const startMs = performance.now();
    await next();
    const { method } = c.req;
    const path = routePath(c, -1);
    count({
      method: METHODS.has(method) ? method : "other",
      // What only middleware has matched is no operation.
      route: path === "/*" || path === "*" ? "none" : path,
      status: c.res.status,
      source: "app",
      seconds: (performance.now() - startMs) / 1_000,
    });
  };
}

/** Counts a request that was refused before anything looked at it. */
export function countRefused(count: CountAnswer) {
  return function countRefused(): void {
    count({
      method: "any",
      route: "any",
      status: 429,
      source: "refused",
      seconds: null,
    });
  };
}
