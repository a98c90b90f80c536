/** JSON in the description: as the body of a request, and as that of an answer. */

import type { z } from "@hono/zod-openapi";

/** A body that a request has to have. */
export function jsonBody<T extends z.ZodType>(schema: T) {
  return { required: true, content: { "application/json": { schema } } };
}

/** An answer that is JSON. */
export function jsonAnswer<T extends z.ZodType>(
  description: string,
  schema: T,
) {
  return { description, content: { "application/json": { schema } } };
}
