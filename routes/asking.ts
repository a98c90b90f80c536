/** On whose account a request asks providers: a user's, a token's, or that of a stranger's network. */

import type { Context } from "hono";
import { Asker, type AskerDeps } from "../rates/asker.ts";
import type { Identify } from "./access/identify.ts";

/** Makes the account of a request. */
export type AskerOf = (c: Context) => Asker;

/** Makes the function that does. Who it is is looked up only when a provider has to be asked. */
export function createAskerOf(
  { identify, ...deps }: Omit<AskerDeps, "identify"> & {
    readonly identify: Identify;
  },
): AskerOf {
  return (c) =>
    new Asker({
      ...deps,
      async identify() {
        const caller = await identify(c.req.raw);
        if (caller?.kind === "token") {
          return { kind: "known", id: `token:${caller.token.id}` };
        }
        if (caller) {
          return { kind: "known", id: `user:${caller.session.user.id}` };
        }
        // Those of whom no network is known share one.
        const network = c.get("client")?.network ?? "unknown";
        return { kind: "stranger", network };
      },
    });
}
