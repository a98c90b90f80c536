/** An upstream of one day a request that answers only as often as it is let: a test sees each step of a load. */

import type { DayRange } from "../../rates/day.ts";
import { startDayUpstream } from "./day_upstream.ts";
import { respond } from "./upstream.ts";
import { beaconDay } from "./vendors.ts";

/** A running upstream. */
export interface GatedUpstream extends AsyncDisposable {
  readonly url: string;
  /** Lets so many more answers through. */
  open(answers: number): void;
}

/**
 * Starts it with its gate shut for these days. Others are answered at once: every five minutes the service asks for the
 * last ones by itself, and would take what a load was let.
 */
export function startGatedUpstream({ from, to }: DayRange): GatedUpstream {
  const upstream = startDayUpstream();
  let allowed = 0;
  let wake = Promise.withResolvers<void>();
  upstream.misbehave(async (date) => {
    if (date >= from && date <= to) {
      while (allowed === 0) await wake.promise;
      allowed--;
    }
    return respond(beaconDay(date, { EUR: "0.91", GBP: "0.78" }));
  });
  function open(answers: number): void {
    allowed += answers;
    wake.resolve();
    wake = Promise.withResolvers();
  }
  return {
    url: upstream.url,
    open,
    async [Symbol.asyncDispose]() {
      open(Infinity);
      await upstream[Symbol.asyncDispose]();
    },
  };
}
