/** `/session/password`: changing one's own password. */

import { createRoute, defineOpenAPIRoute, z } from "@hono/zod-openapi";
import { AppError } from "../rates/errors.ts";
import { actorOf, sessionOf } from "./access/actor.ts";
import { networkOf, requirePatience } from "./access/patience.ts";
import { LOGGED_IN } from "./access/security.ts";
import { Password, requireGoodPassword } from "./account_fields.ts";
import { jsonBody } from "./json_body.ts";
import { problems } from "./problem.ts";
import type { SessionDeps } from "./session.ts";

const route = createRoute({
  method: "post",
  path: "/session/password",
  operationId: "changePassword",
  tags: ["Accounts"],
  summary: "Change one's own password",
  description: "Ends the other sessions of the same user.",
  security: LOGGED_IN,
  request: {
    body: jsonBody(
      z.strictObject({
        current_password: Password,
        new_password: Password,
      }).openapi("PasswordChange"),
    ),
  },
  responses: {
    204: { description: "It is changed" },
    ...problems(400, 413, 415, 429, 503),
  },
});

/** The operation, ready to be mounted. */
export function ownPassword(
  { users, passwords, loginThrottle, clock }: SessionDeps,
) {
  return defineOpenAPIRoute({
    route,
    handler: async (c) => {
      const given = c.req.valid("json");
      const { id, user } = sessionOf(c);
      const network = networkOf(c);
      await requirePatience(loginThrottle, { account: user.username, network });
      const found = await users.credentials(user.username);
      const kept = found?.password ?? null;
      const { ok } = await passwords.verify(given.current_password, kept);
      if (!ok) {
        const message = "This is not your current password.";
        throw new AppError("invalid_request", message, {
          errors: [{ field: "current_password", message }],
        });
      }
      await loginThrottle.succeeded(user.username, network);
      await requireGoodPassword(given.new_password, {
        field: "new_password",
        known: [user.username],
      });
      const password = await passwords.hash(given.new_password);
      await users.update(
        user.id,
        { password, keepSession: id },
        clock(),
        actorOf(c),
      );
      return c.body(null, 204);
    },
  });
}
