/** The end of a claim whose request failed: what the failure does to the part, and to the run. */

import { afterFault } from "../rates/after_fault.ts";
import { endedBy, ProviderError } from "../rates/errors.ts";
import type {
  Chunk,
  Clock,
  IngestionStore,
  Log,
  Provider,
} from "../rates/ports.ts";
import { BudgetSpent } from "./budget.ts";
import type { Course } from "./course.ts";
import { isDatabaseAway, type Persist } from "./persist.ts";

/** What ending a claim needs. */
export interface EndClaimDeps {
  readonly ingestions: Pick<IngestionStore, "release" | "fail">;
  readonly provider: Provider;
  readonly course: Course;
  readonly persist: Persist;
  readonly clock: Clock;
  readonly log: Log;
}

/** A part that was not loaded. */
export interface FailedChunk {
  readonly chunk: Chunk;
  /** Requests that left for it. */
  readonly requests: number;
  readonly error: unknown;
}

/**
 * Gives the part back, or has it tried again later, or never; and stops the run where the failure is not of this part
 * alone.
 * @throws what is no failure of the provider, the budget or the database
 */
export async function endClaim(
  { chunk, requests, error: thrown }: FailedChunk,
  { ingestions, provider, course, persist, clock, log }: EndClaimDeps,
): Promise<void> {
  const giveBack = () => persist(() => ingestions.release(chunk, { requests }));
  const error = endedBy(thrown);
  if (!(error instanceof ProviderError)) {
    await giveBack();
    if (error instanceof BudgetSpent) {
      return course.stop({ ended: "budget", reason: error.message });
    }
    // The database is there again, or giving back would have failed.
    if (isDatabaseAway(error)) return;
    throw error;
  }
  const { facts } = provider;
  const { range, failures } = chunk;
  const step = afterFault(error, { facts, range, tries: failures + 1 });
  const at = clock();
  const after = (seconds: number) => new Date(at.getTime() + seconds * 1_000);
  switch (step.kind) {
    case "retry":
    case "give_up": {
      const { reason } = step;
      const notBefore = step.kind === "retry" ? after(step.seconds) : null;
      return await persist(() =>
        ingestions.fail(chunk, { reason, notBefore, requests, at })
      );
    }
    case "replan":
      log.info("Plans a load anew", { provider: facts.key, error });
      break;
    case "rest":
      course.rest(after(step.seconds));
      break;
    case "pause":
      course.stop({
        ended: "budget",
        reason: step.reason,
        resumeAt: after(step.seconds),
      });
      break;
    case "stop":
      course.stop({ ended: "provider", reason: step.reason });
  }
  await giveBack();
}
