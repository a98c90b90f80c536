/** The link of the first start: one secret, one hour, one use. */

import type { Clock, SetupStore } from "../rates/ports.ts";

const VALID_MS = 3_600_000;

/** The secret of a new link; null once there is somebody who can log in. */
export async function createSetupLink(
  { setup, clock }: {
    readonly setup: Pick<SetupStore, "createLink">;
    readonly clock: Clock;
  },
): Promise<string | null> {
  const now = clock();
  return await setup.createLink(now, new Date(now.getTime() + VALID_MS));
}
