/** What API tokens may do, one by one. */

import type { Scope } from "../ports.ts";

/** All scopes; `read` is for where reading needs a token. */
export const SCOPES = [
  "currencies:write",
  "providers:write",
  "ingestions:write",
  "rates:write",
  "read",
] as const satisfies readonly Scope[];
