/** An upstream of one day a request, as CurrencyBeacon is, that counts what it was asked for and misbehaves on demand. */

import { beaconDay } from "./vendors.ts";
import { respond } from "./upstream.ts";

/** A running upstream. */
export interface DayUpstream extends AsyncDisposable {
  readonly url: string;
  /** How often each day was asked for. */
  readonly asked: Map<string, number>;
  /** Requests in all. */
  requests(): number;
  /** Requests that wait for their answer. */
  inFlight(): number;
  /** The most that ever waited at a time. */
  mostInFlight(): number;
  /** Answers in place of rates from now on; null ends it. */
  misbehave(how: ((date: string) => Response | Promise<Response>) | null): void;
  /** Waits until so many requests have come. */
  reached(requests: number): Promise<void>;
}

/** Starts it; each answer takes this long. Its newest rates are of today. */
export function startDayUpstream(delayMs = 0): DayUpstream {
  const asked = new Map<string, number>();
  const waiting: { count: number; resolve: () => void }[] = [];
  const hanging = Promise.withResolvers<void>();
  let requests = 0;
  let inFlight = 0;
  let most = 0;
  let misbehaviour: ((date: string) => Response | Promise<Response>) | null =
    null;
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    async (request) => {
      const query = new URL(request.url).searchParams;
      const date = query.get("date") ?? query.get("start_date") ??
        new Date().toISOString().slice(0, 10);
      requests++;
      for (const { count, resolve } of waiting) {
        if (requests >= count) resolve();
      }
      inFlight++;
      most = Math.max(most, inFlight);
      try {
        if (misbehaviour) return await misbehaviour(date);
        asked.set(date, (asked.get(date) ?? 0) + 1);
        if (delayMs > 0) {
          const { promise, resolve } = Promise.withResolvers<void>();
          const timer = setTimeout(resolve, delayMs);
          await Promise.race([promise, hanging.promise]);
          clearTimeout(timer);
        }
        return respond(beaconDay(date, { EUR: "0.91", GBP: "0.78" }));
      } finally {
        inFlight--;
      }
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    asked,
    requests: () => requests,
    inFlight: () => inFlight,
    mostInFlight: () => most,
    misbehave: (how) => misbehaviour = how,
    reached(count) {
      if (requests >= count) return Promise.resolve();
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.push({ count, resolve });
      return promise;
    },
    async [Symbol.asyncDispose]() {
      hanging.resolve();
      await server.shutdown();
    },
  };
}
