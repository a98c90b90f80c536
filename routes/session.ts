/** `/session`: logging in and out, and who is logged in. */

import { createRoute, defineOpenAPIRoute, z } from "@hono/zod-openapi";
import { parseUsername } from "../rates/accounts/username.ts";
import { AppError } from "../rates/errors.ts";
import type {
  Clock,
  LoginThrottle,
  Passwords,
  SessionStore,
  UserStore,
} from "../rates/ports.ts";
import { actorOf, sessionOf, userActor } from "./access/actor.ts";
import { clearSessionCookie } from "./access/cookie.ts";
import { networkOf, requirePatience } from "./access/patience.ts";
import { ANYBODY, LOGGED_IN } from "./access/security.ts";
import { startSession } from "./access/start_session.ts";
import { Password } from "./account_fields.ts";
import { jsonAnswer, jsonBody } from "./json_body.ts";
import { problems } from "./problem.ts";
import { SessionBody, sessionBody } from "./session_body.ts";

/** What the operations need. */
export interface SessionDeps {
  readonly users: Pick<UserStore, "credentials" | "rehash" | "update">;
  readonly sessions: SessionStore;
  readonly passwords: Passwords;
  readonly loginThrottle: LoginThrottle;
  readonly clock: Clock;
}

/** Says the same of a wrong name and a wrong password. */
const REFUSED = "The user name or the password is wrong.";

const tags = ["Accounts"];

const create = createRoute({
  method: "post",
  path: "/session",
  operationId: "logIn",
  tags,
  summary: "Log in",
  description:
    "Sets the cookie of a new session. It ends after twelve hours without use, and in any case after a week.",
  security: ANYBODY,
  request: {
    body: jsonBody(
      z.strictObject({
        username: z.string().max(200).openapi({ example: "ada" }),
        password: Password,
      }).openapi("LogIn"),
    ),
  },
  responses: {
    201: jsonAnswer("Logged in", SessionBody),
    ...problems(400, 401, 413, 415, 429, 503),
  },
});

const read = createRoute({
  method: "get",
  path: "/session",
  operationId: "getSession",
  tags,
  summary: "Who is logged in",
  security: LOGGED_IN,
  responses: { 200: jsonAnswer("The session", SessionBody), ...problems(503) },
});

const remove = createRoute({
  method: "delete",
  path: "/session",
  operationId: "logOut",
  tags,
  summary: "Log out",
  security: LOGGED_IN,
  responses: {
    204: { description: "The session has ended" },
    ...problems(503),
  },
});

/** The operations, ready to be mounted. */
export function session(deps: SessionDeps) {
  const { users, sessions, passwords, loginThrottle, clock } = deps;

  return [
    defineOpenAPIRoute({
      route: create,
      handler: async (c) => {
        const given = c.req.valid("json");
        const username = parseUsername(given.username);
        const network = networkOf(c);
        const account = username ?? "";
        await requirePatience(loginThrottle, { account, network });
        const found = username === null
          ? null
          : await users.credentials(username);
        const kept = found?.password ?? null;
        const { ok, outdated } = await passwords.verify(given.password, kept);
        if (!ok || found === null) {
          // What nobody is called may be a password in the wrong field.
          await sessions.refused(
            userActor(c, found?.user ?? { username: "unknown" }),
          );
          throw new AppError("unauthenticated", REFUSED);
        }
        await loginThrottle.succeeded(account, network);
        let { password } = found;
        if (outdated) {
          const stronger = await passwords.hash(given.password);
          await users.rehash(found.user.id, { from: password, to: stronger });
          password = stronger;
        }
        const begun = await startSession(c, { user: found.user, password }, {
          sessions,
          clock,
        });
        if (!begun) throw new AppError("unauthenticated", REFUSED);
        return c.json(sessionBody(begun), 201);
      },
    }),
    defineOpenAPIRoute({
      route: read,
      handler: (c) => c.json(sessionBody(sessionOf(c)), 200, NO_STORE),
    }),
    defineOpenAPIRoute({
      route: remove,
      handler: async (c) => {
        const { id, user } = sessionOf(c);
        await sessions.end(user.id, id, actorOf(c));
        clearSessionCookie(c);
        return c.body(null, 204);
      },
    }),
  ] as const;
}

/** Who is logged in is nobody else's business, and may change at any moment. */
const NO_STORE = { "cache-control": "no-store" };
