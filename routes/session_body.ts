/** A session as JSON: who is logged in, and until when. */

import { z } from "@hono/zod-openapi";
import type { Session } from "../rates/ports.ts";
import { instant, Role } from "./account_fields.ts";

/** The body that describes the caller's session. */
export const SessionBody = z.object({
  user: z.object({
    id: z.int(),
    username: z.string().openapi({ example: "ada" }),
    role: Role,
  }),
  expires_at: instant.openapi({
    description: "When it ends without being used.",
  }),
  absolute_expires_at: instant.openapi({
    description: "When it ends in any case.",
  }),
}).openapi("Session");

/** The members of {@linkcode SessionBody}. */
export function sessionBody(
  { user, expiresAt, absoluteExpiresAt }: Session,
): z.infer<typeof SessionBody> {
  return {
    user: { id: user.id, username: user.username, role: user.role },
    expires_at: expiresAt.toISOString(),
    absolute_expires_at: absoluteExpiresAt.toISOString(),
  };
}
