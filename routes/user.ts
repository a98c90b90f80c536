/** `/users/{id}`: one of those who may log in, changing what they may do, and removing them. */

import { createRoute, defineOpenAPIRoute, z } from "@hono/zod-openapi";
import { AppError } from "../rates/errors.ts";
import type { User } from "../rates/ports.ts";
import { actorOf, sessionOf } from "./access/actor.ts";
import { ADMIN } from "./access/security.ts";
import { Password, requireGoodPassword, Role } from "./account_fields.ts";
import { API_ROOT } from "./addresses.ts";
import { NO_CACHE } from "./caching.ts";
import { jsonBody } from "./json_body.ts";
import { idParams } from "./parameters.ts";
import { problems } from "./problem.ts";
import { oneUser, userBody } from "./user_body.ts";
import type { UsersDeps } from "./users.ts";

const tags = ["Accounts"];

const read = createRoute({
  method: "get",
  path: "/users/{id}",
  operationId: "getUser",
  tags,
  summary: "One user",
  security: ADMIN,
  request: { params: idParams },
  responses: { 200: oneUser, ...problems(400, 404, 503) },
});

const change = createRoute({
  method: "patch",
  path: "/users/{id}",
  operationId: "changeUser",
  tags,
  summary: "Change a user's role or password",
  description:
    "A new password ends the user's sessions. Who is no administrator any more has no valid tokens either. The last administrator stays one.",
  security: ADMIN,
  request: {
    params: idParams,
    body: jsonBody(
      z.strictObject({
        role: Role.optional(),
        password: Password.optional(),
      }).refine((change) => Object.keys(change).length > 0, {
        message: "Give at least one member to change.",
      }).openapi("UserChange"),
    ),
  },
  responses: { 200: oneUser, ...problems(400, 404, 409, 413, 415, 503) },
});

const remove = createRoute({
  method: "delete",
  path: "/users/{id}",
  operationId: "deleteUser",
  tags,
  summary: "Remove a user",
  description:
    "Ends the user's sessions and tokens. The last administrator stays.",
  security: ADMIN,
  request: { params: idParams },
  responses: {
    204: { description: "The user is gone" },
    ...problems(400, 404, 409, 503),
  },
});

/** The operations, ready to be mounted. */
export function user({ users: store, passwords, clock }: UsersDeps) {
  return [
    defineOpenAPIRoute({
      route: read,
      handler: async (c) => {
        const { id } = c.req.valid("param");
        return c.json(
          userBody(required(await store.find(id), id)),
          200,
          NO_CACHE,
        );
      },
    }),
    defineOpenAPIRoute({
      route: change,
      handler: async (c) => {
        const { id } = c.req.valid("param");
        const { role, password } = c.req.valid("json");
        const { username } = required(await store.find(id), id);
        if (password !== undefined) {
          refuseOwn(id, sessionOf(c).user.id);
          await requireGoodPassword(password, {
            field: "password",
            known: [username],
          });
        }
        const changed = await store.update(
          id,
          {
            role,
            password: password && await passwords.hash(password),
          },
          clock(),
          actorOf(c),
        );
        return c.json(userBody(required(changed, id)), 200);
      },
    }),
    defineOpenAPIRoute({
      route: remove,
      handler: async (c) => {
        const { id } = c.req.valid("param");
        if (!await store.remove(id, clock(), actorOf(c))) required(null, id);
        return c.body(null, 204);
      },
    }),
  ] as const;
}

/** Whoever finds an open browser must not be able to lock its user out. */
function refuseOwn(id: number, own: number): void {
  if (id !== own) return;
  throw new AppError(
    "invalid_request",
    `Change your own password with POST ${API_ROOT}/session/password, which asks for the current one.`,
  );
}

function required(found: User | null, id: number): User {
  if (found) return found;
  throw new AppError(
    "not_found",
    `There is no user ${id}. GET ${API_ROOT}/users lists them.`,
  );
}
