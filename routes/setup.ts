/** `/setup`: the first administrator, by the link that is printed at the first start. */

import { createRoute, defineOpenAPIRoute, z } from "@hono/zod-openapi";
import { AppError } from "../rates/errors.ts";
import type {
  Clock,
  Passwords,
  SessionStore,
  SetupStore,
  UserStore,
} from "../rates/ports.ts";
import { userActor } from "./access/actor.ts";
import { ANYBODY } from "./access/security.ts";
import { startSession } from "./access/start_session.ts";
import { Password, requireGoodPassword, Username } from "./account_fields.ts";
import { NO_CACHE } from "./caching.ts";
import { problems } from "./problem.ts";
import { SessionBody, sessionBody } from "./session_body.ts";

/** What the operations need. */
export interface SetupDeps {
  readonly users: Pick<UserStore, "isEmpty">;
  readonly setup: Pick<SetupStore, "isLink" | "use">;
  readonly sessions: Pick<SessionStore, "create">;
  readonly passwords: Passwords;
  readonly clock: Clock;
}

const REFUSED =
  "This link was used, is older than an hour, or there is an administrator already. A start without one prints a new link; deno task create-admin needs none.";

const tags = ["Accounts"];

const read = createRoute({
  method: "get",
  path: "/setup",
  operationId: "getSetup",
  tags,
  summary: "Whether there is nobody who can log in yet",
  security: ANYBODY,
  responses: {
    200: {
      description: "Whether the set-up link is needed",
      content: {
        "application/json": { schema: z.object({ needed: z.boolean() }) },
      },
    },
    ...problems(503),
  },
});

const create = createRoute({
  method: "post",
  path: "/setup",
  operationId: "setUp",
  tags,
  summary: "Make the first administrator",
  description: "With the token of the link that is printed at the first start.",
  security: ANYBODY,
  request: {
    body: {
      required: true,
      content: {
        "application/json": {
          schema: z.strictObject({
            token: z.string().max(200),
            username: Username,
            password: Password,
          }).openapi("SetUp"),
        },
      },
    },
  },
  responses: {
    201: {
      description: "Made, and logged in",
      content: { "application/json": { schema: SessionBody } },
    },
    ...problems(400, 403, 413, 415, 503),
  },
});

/** The operations, ready to be mounted. */
export function setup(deps: SetupDeps) {
  const { users, setup: links, passwords, sessions, clock } = deps;
  return [
    defineOpenAPIRoute({
      route: read,
      handler: async (c) =>
        c.json({ needed: await users.isEmpty() }, 200, NO_CACHE),
    }),
    defineOpenAPIRoute({
      route: create,
      handler: async (c) => {
        const { token, username, password: chosen } = c.req.valid("json");
        // Before anything that costs: strangers have no link.
        if (!await links.isLink(token, clock())) throw refused();
        await requireGoodPassword(chosen, {
          field: "password",
          known: [username],
        });
        const password = await passwords.hash(chosen);
        const by = userActor(c, { username });
        const user = await links.use(
          token,
          { username, password },
          clock(),
          by,
        );
        if (!user) throw refused();
        const begun = await startSession(c, { user, password }, {
          sessions,
          clock,
        });
        if (!begun) throw refused();
        return c.json(sessionBody(begun), 201);
      },
    }),
  ] as const;
}

function refused(): AppError {
  return new AppError("forbidden", REFUSED);
}
