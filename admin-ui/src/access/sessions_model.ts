/** Where the reader is logged in, and ending that elsewhere. */

import { createModel } from "@preact/signals";
import { ask } from "../api/ask.ts";
import type { Client, OwnSession } from "../api/client.ts";
import { createListing, mapped } from "../api/listing.ts";
import type { Result } from "../api/result.ts";

/** The reader's sessions. */
export const SessionsModel = createModel(function sessionsModel(
  client: Client,
) {
  const { state, load, drop } = createListing<OwnSession>(async () =>
    mapped(
      await ask((init) => client.sessions.$get({ query: {} }, init)),
      ({ sessions }) => sessions,
    )
  );
  return {
    state,
    load,
    /** One that has ended already counts as ended. */
    async end(id: number): Promise<Result<unknown>> {
      const param = { id: String(id) };
      const result = await ask((init) =>
        client.sessions[":id"].$delete({ param }, init)
      );
      if (!result.ok && result.status !== 404) return result;
      drop(id);
      return { ok: true, data: null };
    },
  };
});
