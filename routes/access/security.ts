/** Who may call an operation: data beside its handler, in the form of OpenAPI's `security`, which the guard reads. */

import type { ApiToken, Role, Scope, Session } from "../../rates/ports.ts";

/** Who asks: somebody who is logged in, or a program with a token. */
export type Caller =
  | { readonly kind: "user"; readonly session: Session }
  | { readonly kind: "token"; readonly token: ApiToken };

/** The ways in (`session`, `token`), any of which is enough; none at all is needed when the list is empty. */
export type Security = Record<string, string[]>[];

/** Everybody, also those who are not known: for logging in. */
export const ANYBODY: Security = [];

/** Whoever is logged in. */
export const LOGGED_IN: Security = [{ session: [] }];

/** An administrator in person: a token must not be able to make users and tokens. */
export const ADMIN: Security = [{ session: ["admin" satisfies Role] }];

/** What reading needs where it is not open to everybody. */
export const READER: Security = [
  { session: [] },
  { token: ["read" satisfies Scope] },
];

/** An administrator, or a program whose token has the scope. */
export function writer(scope: Exclude<Scope, "read">): Security {
  return [{ session: ["admin" satisfies Role] }, { token: [scope] }];
}

/** Whether the caller has one of the ways in. */
export function may(caller: Caller, security: Security): boolean {
  if (security.length === 0) return true;
  return security.some(({ session, token }) => {
    if (caller.kind === "user") {
      return session?.every((role) => role === caller.session.user.role) ??
        false;
    }
    const scopes: readonly string[] = caller.token.scopes;
    return token?.every((scope) => scopes.includes(scope)) ?? false;
  });
}

/** Why not, and what to do. */
export function whyNot(caller: Caller, security: Security): string {
  const [scope] = security.flatMap(({ token }) => token ?? []);
  if (caller.kind === "user") {
    return "Only an administrator may do this. Ask one to do it, or to change your role.";
  }
  return scope === undefined
    ? "No token may do this. Log in as an administrator."
    : `This token's scopes do not include ${scope}. Make one that has it.`;
}
