/** A user as JSON: who may log in, as what, and since when. */

import { z } from "@hono/zod-openapi";
import type { User } from "../rates/ports.ts";
import { instant, Role } from "./account_fields.ts";
import { jsonAnswer } from "./json_body.ts";

/** The body that describes a user. */
export const UserBody = z.object({
  id: z.int(),
  username: z.string().openapi({ example: "ada" }),
  role: Role,
  created_at: instant,
  last_login_at: instant.nullable(),
}).openapi("User");

/** The answer that is a user. */
export const oneUser = jsonAnswer("The user", UserBody);

/** The members of {@linkcode UserBody}. */
export function userBody(user: User): z.infer<typeof UserBody> {
  return {
    id: user.id,
    username: user.username,
    role: user.role,
    created_at: user.createdAt.toISOString(),
    last_login_at: user.lastLoginAt?.toISOString() ?? null,
  };
}
