/** What one asker may ask in a minute: the `RateLimit` headers of every answer, and 429 when it is spent. */

import { AppError } from "../rates/errors.ts";
import type { Clock } from "../rates/ports.ts";
import type { Tallies } from "../rates/tallies.ts";
import type { ClientOf, Connection } from "./client_address.ts";
import { FRAME } from "./frame.ts";
import { problemParts } from "./problem.ts";
import { RATES_A_POINT, readCost } from "./read_cost.ts";

/** Answers a request, at once where it can; `told` are headers that the answer has. */
export type Handle<Info> = (
  request: Request,
  info: Info,
  told?: Told,
) => Response | Promise<Response>;

type Told = Readonly<Record<string, string>>;

/** What limiting needs. */
export interface LimitDeps {
  readonly clientOf: ClientOf;
  /** The id of the API token that goes with the request, once that token is known to be good; null otherwise. */
  readonly tokenOf: (request: Request) => string | null;
  readonly tallies: Tallies;
  readonly clock: Clock;
  /** Told of every request that was refused. */
  readonly onRefused: () => void;
  /** Points in a window, for an address and for a token; 0 for no limit. */
  readonly limits: { readonly address: number; readonly token: number };
}

/** The same handler within limits. It waits for nothing: what is cached behind it stays a matter of microseconds. */
export function limitReads<Info extends Connection>(
  deps: LimitDeps,
  handle: Handle<Info>,
): Handle<Info> {
  const { clientOf, tokenOf, tallies, clock, limits, onRefused } = deps;
  if (limits.address === 0 && limits.token === 0) return handle;
  const policy = {
    address: `"address";q=${limits.address};w=${tallies.seconds}`,
    token: `"token";q=${limits.token};w=${tallies.seconds}`,
  };

  return function limited(request, info) {
    const price = readCost(request);
    if (price === 0) return handle(request, info);
    // Whoever invents tokens gets no limits of their own by that.
    const token = tokenOf(request);
    const kind = token === null ? "address" : "token";
    const limit = limits[kind];
    const who = token ?? clientOf(request, info)?.network;
    if (limit === 0 || who === undefined) return handle(request, info);
    // The heaviest question can still be asked, once in a window.
    const cost = Math.min(price, limit);
    const key = `${kind}:${who}`;
    const before = tallies.of(key);
    const seconds = Math.ceil((before.endsAtMs - clock().getTime()) / 1_000);
    const fits = before.points + cost <= limit;
    if (fits) tallies.add(key, cost);
    const left = Math.max(limit - before.points, 0);
    const told = {
      "ratelimit-policy": policy[kind],
      ratelimit: `"${kind}";r=${left};t=${seconds}`,
    };
    if (fits) return handle(request, info, told);
    onRefused();
    return refused({ limit, cost, seconds, tallies, told });
  };
}

function refused(
  { limit, cost, seconds, tallies, told }: {
    readonly limit: number;
    readonly cost: number;
    readonly seconds: number;
    readonly tallies: Tallies;
    readonly told: Told;
  },
): Response {
  const error = new AppError(
    "too_many_requests",
    `This question costs ${cost} of the ${limit} points that you have in ${tallies.seconds} seconds, and fewer are left. Try again in ${seconds} seconds. A question costs one point, a series one more for every ${RATES_A_POINT} rates.`,
    { retryAfterSeconds: seconds },
  );
  const requestId = crypto.randomUUID();
  const { status, headers, body } = problemParts(error, requestId);
  return new Response(body, {
    status,
    headers: {
      ...headers,
      ...FRAME,
      ...told,
      "x-request-id": requestId,
    },
  });
}
