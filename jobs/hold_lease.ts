/** Keeps a lease while work is under way, and says when it was lost. */

import type { Log } from "../rates/ports.ts";

/** A lease that is being renewed. */
export interface HeldLease {
  /** Aborted when somebody else has it. */
  readonly lost: AbortSignal;
  /** Renews no more. */
  end(): Promise<void>;
}

/** Three renewals may fail before a lease runs out. */
const RENEWALS = 4;

/** Renews by the function given, which says whether the lease is still held. */
export function holdLease(
  renew: () => Promise<boolean>,
  { seconds, log }: { readonly seconds: number; readonly log: Log },
): HeldLease {
  const lost = new AbortController();
  let running = Promise.resolve();
  let busy = false;

  async function once(): Promise<void> {
    if (busy) return;
    busy = true;
    try {
      if (!await renew()) lost.abort(new Error("The lease was lost"));
    } catch (error) {
      log.debug("Cannot renew a lease now", { error });
    } finally {
      busy = false;
    }
  }

  const timer = setInterval(() => {
    running = once();
  }, seconds * 1_000 / RENEWALS);
  return {
    lost: lost.signal,
    async end() {
      clearInterval(timer);
      await running;
    },
  };
}
