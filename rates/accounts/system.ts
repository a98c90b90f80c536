/** This program by itself, as the audit log names it. */

import type { Actor } from "../ports.ts";

/** The program, at the command line of whoever may run it, or on its own account. */
export function system(name: "command" | "schedule"): Actor {
  return { kind: "system", name, requestId: null, address: null };
}
