/** `/sessions`: where the caller is logged in, and ending that. */

import { createRoute, defineOpenAPIRoute, z } from "@hono/zod-openapi";
import { AppError } from "../rates/errors.ts";
import type { Clock, Session, SessionStore } from "../rates/ports.ts";
import { actorOf, sessionOf } from "./access/actor.ts";
import { clearSessionCookie } from "./access/cookie.ts";
import { LOGGED_IN } from "./access/security.ts";
import { instant } from "./account_fields.ts";
import { API_ROOT } from "./addresses.ts";
import { NO_CACHE } from "./caching.ts";
import { jsonAnswer } from "./json_body.ts";
import { idParams } from "./parameters.ts";
import { problems } from "./problem.ts";

/** What the operations need. */
export interface SessionsDeps {
  readonly sessions: Pick<SessionStore, "list" | "end" | "endAll">;
  readonly clock: Clock;
}

const OwnSession = z.object({
  id: z.int(),
  created_at: instant,
  last_seen_at: instant.openapi({ description: "To the minute." }),
  expires_at: instant,
  address: z.string().nullable().openapi({
    description: "Where somebody logged in.",
    example: "203.0.113.7",
  }),
  user_agent: z.string().nullable(),
  current: z.boolean().openapi({ description: "Whether it is this one." }),
}).openapi("OwnSession");

const tags = ["Accounts"];

const list = createRoute({
  method: "get",
  path: "/sessions",
  operationId: "listSessions",
  tags,
  summary: "Where you are logged in",
  security: LOGGED_IN,
  request: { query: z.strictObject({}) },
  responses: {
    200: jsonAnswer(
      "Newest first",
      z.object({ sessions: z.array(OwnSession) }),
    ),
    ...problems(400, 503),
  },
});

const remove = createRoute({
  method: "delete",
  path: "/sessions/{id}",
  operationId: "endSession",
  tags,
  summary: "Log out somewhere else",
  security: LOGGED_IN,
  request: { params: idParams },
  responses: {
    204: { description: "It has ended" },
    ...problems(400, 404, 503),
  },
});

const removeAll = createRoute({
  method: "delete",
  path: "/sessions",
  operationId: "endSessions",
  tags,
  summary: "Log out everywhere",
  security: LOGGED_IN,
  responses: {
    204: { description: "All have ended, this one too" },
    ...problems(503),
  },
});

/** The operations, ready to be mounted. */
export function sessions({ sessions: store, clock }: SessionsDeps) {
  return [
    defineOpenAPIRoute({
      route: list,
      handler: async (c) => {
        const { id, user } = sessionOf(c);
        const all = await store.list(user.id, clock());
        return c.json(
          { sessions: all.map((one) => ownSession(one, id)) },
          200,
          NO_CACHE,
        );
      },
    }),
    defineOpenAPIRoute({
      route: remove,
      handler: async (c) => {
        const { id } = c.req.valid("param");
        const current = sessionOf(c);
        if (!await store.end(current.user.id, id, actorOf(c))) {
          throw new AppError(
            "not_found",
            `You have no session ${id}. GET ${API_ROOT}/sessions lists yours.`,
          );
        }
        if (id === current.id) clearSessionCookie(c);
        return c.body(null, 204);
      },
    }),
    defineOpenAPIRoute({
      route: removeAll,
      handler: async (c) => {
        await store.endAll(sessionOf(c).user.id, actorOf(c));
        clearSessionCookie(c);
        return c.body(null, 204);
      },
    }),
  ] as const;
}

function ownSession(
  session: Session,
  current: number,
): z.infer<typeof OwnSession> {
  return {
    id: session.id,
    created_at: session.createdAt.toISOString(),
    last_seen_at: session.lastSeenAt.toISOString(),
    expires_at: session.expiresAt.toISOString(),
    address: session.address,
    user_agent: session.userAgent,
    current: session.id === current,
  };
}
