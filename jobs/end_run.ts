/** The end of a run: what it leaves the ingestion as. */

import type { Clock, Ingestion, IngestionStore } from "../rates/ports.ts";
import type { Persist } from "./persist.ts";
import type { Ended, Ran } from "./runner.ts";

/** Why a run stops before its ingestion is worked off. */
export interface Halt {
  readonly ended: Exclude<Ended, "closed">;
  /** For the operator. */
  readonly reason: string;
  readonly resumeAt: Date | null;
}

/** What ending needs. */
export interface EndDeps {
  readonly ingestions: Pick<IngestionStore, "stop" | "settle" | "pause">;
  readonly clock: Clock;
  readonly persist: Persist;
}

/** Closes, pauses or stops the ingestion, or leaves it to others. */
export async function endRun(
  { before, halt }: {
    readonly before: Ingestion;
    readonly halt: Halt | null;
  },
  { ingestions, clock, persist }: EndDeps,
): Promise<Omit<Ran, "parts">> {
  const { id } = before;
  const at = clock();
  if (halt?.ended === "provider") {
    const { ended, reason } = halt;
    const stopped = await persist(() => ingestions.stop(id, { reason, at }));
    return { ended, ingestion: stopped ?? before };
  }
  const settled = await persist(() => ingestions.settle(id, at)) ?? before;
  if (settled.finishedAt !== null) {
    return { ended: "closed", ingestion: settled };
  }
  const { ended } = halt ?? { ended: "elsewhere" };
  if (!halt || ended === "interrupted" || ended === "elsewhere") {
    return { ended, ingestion: settled };
  }
  const paused = await persist(() => ingestions.pause(id, halt));
  return { ended, ingestion: paused ?? settled };
}
