/** On whose account a request asks providers: a user's, a token's, or that of a stranger's network. */

import { Asker, type AskerDeps } from "../rates/asker.ts";
import type { Identify } from "./access/identify.ts";
import type { Client } from "./client_address.ts";

/** Makes the account of a request; the client is null where none is known. */
export type AskerOf = (request: Request, client: Client | null) => Asker;

/** Makes the function that does. Who it is is looked up only when a provider has to be asked. */
export function createAskerOf(
  { identify, ...deps }: Omit<AskerDeps, "identify"> & {
    readonly identify: Identify;
  },
): AskerOf {
  return (request, client) =>
    new Asker({
      ...deps,
      async identify() {
        const caller = await identify(request);
        if (caller?.kind === "token") {
          return { kind: "known", id: `token:${caller.token.id}` };
        }
        if (caller) {
          return { kind: "known", id: `user:${caller.session.user.id}` };
        }
        // Those of whom no network is known share one.
        return { kind: "stranger", network: client?.network ?? "unknown" };
      },
    });
}
