/** Beginning a session: a new secret in a new cookie, whatever the browser brought. */

import type { Context } from "hono";
import type {
  Clock,
  Credentials,
  Session,
  SessionStore,
} from "../../rates/ports.ts";
import { userActor } from "./actor.ts";
import { readSessionCookie, setSessionCookie } from "./cookie.ts";

/** Begins a session of the user whose password was checked; null when that has changed since. */
export async function startSession(
  c: Context,
  { user, password }: Credentials,
  { sessions, clock }: {
    readonly sessions: Pick<SessionStore, "create">;
    readonly clock: Clock;
  },
): Promise<Session | null> {
  const now = clock();
  const begun = await sessions.create(
    {
      userId: user.id,
      password,
      userAgent: c.req.header("user-agent") ?? null,
      replaces: readSessionCookie(c.req.raw),
    },
    now,
    userActor(c, user),
  );
  if (!begun) return null;
  const { session, secret } = begun;
  setSessionCookie(c, secret, { now, until: session.absoluteExpiresAt });
  return session;
}
