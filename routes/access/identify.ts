/** Who asks: by the token in `Authorization`, else by the session in the cookie; looked up anew for every request. */

import type { Clock, SessionStore, TokenStore } from "../../rates/ports.ts";
import { readSessionCookie } from "./cookie.ts";
import type { Caller } from "./security.ts";

/** What identifying needs. */
export interface IdentifyDeps {
  readonly sessions: Pick<SessionStore, "find">;
  readonly tokens: Pick<TokenStore, "find">;
  readonly clock: Clock;
}

/** Finds out who asks; null when nobody is known by what the request brings. */
export type Identify = (request: Request) => Promise<Caller | null>;

/** Makes the function that finds out who asks. */
export function createIdentify(
  { sessions, tokens, clock }: IdentifyDeps,
): Identify {
  return async function identify(request) {
    const header = request.headers.get("authorization");
    if (header !== null) {
      const secret = /^Bearer +(\S+)$/i.exec(header)?.[1];
      const token = secret && await tokens.find(secret, clock());
      return token ? { kind: "token", token } : null;
    }
    const secret = readSessionCookie(request);
    const session = secret && await sessions.find(secret, clock());
    return session ? { kind: "user", session } : null;
  };
}
