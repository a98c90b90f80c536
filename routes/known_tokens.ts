/** Which requests bring a token that is known to be good, told without waiting: for limits, never for access. */

import { LRUCache } from "lru-cache";
import type { Clock, TokenStore } from "../rates/ports.ts";

/** What it needs. */
export interface KnownTokensDeps {
  readonly tokens: Pick<TokenStore, "find">;
  readonly clock: Clock;
  /** Work that nobody waits for. */
  readonly background: (work: Promise<void>) => void;
}

/** After that a token is looked up again; meanwhile a revoked one has a token's limits, and opens nothing. */
const KNOWN_MS = 60_000;

/** Look-ups under way: more strangers with tokens than that count by their address a little longer. */
const AT_ONCE = 4;

const REMEMBERED = 5_000;

interface Known {
  readonly id: string | null;
  readonly untilMs: number;
}

/** Makes the function that gives the id of a request's token, or null while none is known to be good. */
export function createKnownTokens(
  { tokens, clock, background }: KnownTokensDeps,
): (request: Request) => string | null {
  const known = new LRUCache<string, Known>({ max: REMEMBERED });
  let underWay = 0;

  async function learn(secret: string, now: Date): Promise<void> {
    underWay++;
    const untilMs = now.getTime() + KNOWN_MS;
    try {
      const token = await tokens.find(secret, now);
      known.set(secret, { id: token && String(token.id), untilMs });
    } catch {
      // The database is away, which those tell who need it.
      known.set(secret, { id: known.get(secret)?.id ?? null, untilMs });
    } finally {
      underWay--;
    }
  }

  return function tokenOf({ headers }) {
    const header = headers.get("authorization");
    const secret = header && /^Bearer +(\S{1,200})$/i.exec(header)?.[1];
    if (!secret) return null;
    const now = clock();
    const one = known.get(secret);
    const isFresh = one !== undefined && one.untilMs > now.getTime();
    if (!isFresh && underWay < AT_ONCE) background(learn(secret, now));
    return one?.id ?? null;
  };
}
