/** `/users`: who may log in. */

import { createRoute, defineOpenAPIRoute, z } from "@hono/zod-openapi";
import { AppError } from "../rates/errors.ts";
import type { Clock, Passwords, User, UserStore } from "../rates/ports.ts";
import { actorOf, sessionOf } from "./access/actor.ts";
import { ADMIN } from "./access/security.ts";
import {
  instant,
  Password,
  requireGoodPassword,
  Role,
  Username,
} from "./account_fields.ts";
import { API_ROOT } from "./addresses.ts";
import { NO_CACHE } from "./caching.ts";
import { jsonAnswer, jsonBody } from "./json_body.ts";
import { idParams } from "./parameters.ts";
import { problems } from "./problem.ts";

/** What the operations need. */
export interface UsersDeps {
  readonly users: UserStore;
  readonly passwords: Pick<Passwords, "hash">;
  readonly clock: Clock;
}

const UserBody = z.object({
  id: z.int(),
  username: z.string().openapi({ example: "ada" }),
  role: Role,
  created_at: instant,
  last_login_at: instant.nullable(),
}).openapi("User");

const tags = ["Accounts"];
const one = jsonAnswer("The user", UserBody);

const list = createRoute({
  method: "get",
  path: "/users",
  operationId: "listUsers",
  tags,
  summary: "Who may log in",
  security: ADMIN,
  request: { query: z.strictObject({}) },
  responses: {
    200: jsonAnswer("By name", z.object({ users: z.array(UserBody) })),
    ...problems(400, 503),
  },
});

const create = createRoute({
  method: "post",
  path: "/users",
  operationId: "createUser",
  tags,
  summary: "Let somebody log in",
  security: ADMIN,
  request: {
    body: jsonBody(
      z.strictObject({
        username: Username,
        password: Password,
        role: Role,
      }).openapi("NewUser"),
    ),
  },
  responses: {
    201: {
      ...one,
      headers: z.object({
        location: z.string().openapi({ description: "Its address." }),
      }),
    },
    ...problems(400, 409, 413, 415, 503),
  },
});

const read = createRoute({
  method: "get",
  path: "/users/{id}",
  operationId: "getUser",
  tags,
  summary: "One user",
  security: ADMIN,
  request: { params: idParams },
  responses: { 200: one, ...problems(400, 404, 503) },
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
  responses: { 200: one, ...problems(400, 404, 409, 413, 415, 503) },
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
export function users({ users: store, passwords, clock }: UsersDeps) {
  return [
    defineOpenAPIRoute({
      route: list,
      handler: async (c) => {
        const all = await store.list();
        return c.json({ users: all.map(userBody) }, 200, NO_CACHE);
      },
    }),
    defineOpenAPIRoute({
      route: create,
      handler: async (c) => {
        const { username, password, role } = c.req.valid("json");
        await requireGoodPassword(password, {
          field: "password",
          known: [username],
        });
        const user = await store.create(
          { username, role, password: await passwords.hash(password) },
          clock(),
          actorOf(c),
        );
        c.header("location", `${API_ROOT}/users/${user.id}`);
        return c.json(userBody(user), 201);
      },
    }),
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

function userBody(user: User): z.infer<typeof UserBody> {
  return {
    id: user.id,
    username: user.username,
    role: user.role,
    created_at: user.createdAt.toISOString(),
    last_login_at: user.lastLoginAt?.toISOString() ?? null,
  };
}

function required(found: User | null, id: number): User {
  if (found) return found;
  throw new AppError(
    "not_found",
    `There is no user ${id}. GET ${API_ROOT}/users lists them.`,
  );
}
