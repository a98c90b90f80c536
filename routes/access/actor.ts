/** Who does what a request asks for, in the words of the audit log. */

import type { Context } from "hono";
import type { Actor, Session } from "../../rates/ports.ts";
import type { Caller } from "./security.ts";

declare module "hono" {
  interface ContextVariableMap {
    /** Set by the guard, for operations that not everybody may call. */
    caller: Caller;
  }
}

/** The actor of a request that the guard let pass. */
export function actorOf(c: Context): Actor {
  const caller = callerOf(c);
  return caller.kind === "user"
    ? userActor(c, caller.session.user)
    : { kind: "token", ...pick(caller.token), ...traceOf(c) };
}

/** The user, as the actor of this request. */
export function userActor(
  c: Context,
  { id, username }: { readonly id?: number; readonly username: string },
): Actor {
  return { kind: "user", id, name: username, ...traceOf(c) };
}

/** The session of a request to an operation that needs one. */
export function sessionOf(c: Context): Session {
  const caller = callerOf(c);
  if (caller.kind === "user") return caller.session;
  throw new TypeError("Cannot take a token for a session");
}

function callerOf(c: Context): Caller {
  const caller = c.get("caller");
  if (caller) return caller;
  throw new TypeError("Cannot name the caller of an operation without guard");
}

function pick({ id, name }: { readonly id: number; readonly name: string }) {
  return { id, name };
}

function traceOf(c: Context) {
  return {
    requestId: c.get("requestId"),
    address: c.get("clientAddress") ?? null,
  };
}
