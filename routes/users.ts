/** `/users`: who may log in, and letting somebody. */

import { createRoute, defineOpenAPIRoute, z } from "@hono/zod-openapi";
import type { Clock, Passwords, UserStore } from "../rates/ports.ts";
import { actorOf } from "./access/actor.ts";
import { ADMIN } from "./access/security.ts";
import {
  Password,
  requireGoodPassword,
  Role,
  Username,
} from "./account_fields.ts";
import { API_ROOT } from "./addresses.ts";
import { NO_CACHE } from "./caching.ts";
import { jsonAnswer, jsonBody } from "./json_body.ts";
import { problems } from "./problem.ts";
import { oneUser, UserBody, userBody } from "./user_body.ts";

/** What the operations need. */
export interface UsersDeps {
  readonly users: UserStore;
  readonly passwords: Pick<Passwords, "hash">;
  readonly clock: Clock;
}

const tags = ["Accounts"];

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
      ...oneUser,
      headers: z.object({
        location: z.string().openapi({ description: "Its address." }),
      }),
    },
    ...problems(400, 409, 413, 415, 503),
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
  ] as const;
}
