/**
 * Growing waits for those who guess passwords: strict for one account from one network, looser for one network, and for
 * one account from everywhere. From one network nobody can make somebody else wait for long.
 */

import type { Counts, LoginThrottle } from "../rates/ports.ts";

/** How tries are counted and what they come to. */
interface Level {
  readonly name: string;
  /** Tries within the window that nobody has to wait for. */
  readonly free: number;
  readonly windowSeconds: number;
  /** The wait after the last free try; it doubles with every one more. */
  readonly firstWaitSeconds: number;
  readonly longestWaitSeconds: number;
}

/** One account from one network: 5 tries, and then some 100 a day. */
const PAIR: Level = {
  name: "pair",
  free: 5,
  windowSeconds: 86_400,
  firstWaitSeconds: 15,
  longestWaitSeconds: 900,
};

/** One network with whatever accounts; an office has one, and a Monday morning. */
const NETWORK: Level = {
  name: "network",
  free: 50,
  windowSeconds: 3_600,
  firstWaitSeconds: 15,
  longestWaitSeconds: 900,
};

/** One account from everywhere: more than one network can reach. */
const ACCOUNT: Level = {
  name: "account",
  free: 100,
  windowSeconds: 3_600,
  firstWaitSeconds: 5,
  longestWaitSeconds: 60,
};

/** A network from which somebody has logged in does not wait for what others try at the account. */
const KNOWN_SECONDS = 30 * 86_400;

/** Makes the throttle. */
export function createLoginThrottle(counts: Counts): LoginThrottle {
  async function wait(level: Level, who: string): Promise<number> {
    const { tries, wait } = keysOf(level, who);
    const waiting = await counts.get(wait);
    if (waiting) return waiting.endsInMs / 1_000;
    const { points } = await counts.add(tries, 1, level.windowSeconds);
    if (points < level.free) return 0;
    const { firstWaitSeconds, longestWaitSeconds, free } = level;
    const seconds = Math.min(
      firstWaitSeconds * 2 ** (points - free),
      longestWaitSeconds,
    );
    // Of many at once the first begins the wait, and is looked at.
    const begun = await counts.add(wait, 1, seconds);
    return begun.points === 1 ? 0 : begun.endsInMs / 1_000;
  }

  async function takeBack(level: Level, who: string): Promise<void> {
    const { tries, wait } = keysOf(level, who);
    await Promise.all([
      counts.add(tries, -1, level.windowSeconds),
      counts.forget(wait),
    ]);
  }

  return {
    async check(account, network) {
      const name = await nameOf(account);
      const pair = `${name}@${network}`;
      const strict = await wait(PAIR, pair);
      if (strict > 0) return strict;
      const wide = await wait(NETWORK, network);
      if (wide > 0) return wide;
      const isKnown = await counts.get(knownKey(pair)) !== null;
      return isKnown ? 0 : await wait(ACCOUNT, name);
    },
    async succeeded(account, network) {
      const name = await nameOf(account);
      const pair = `${name}@${network}`;
      const { tries, wait } = keysOf(PAIR, pair);
      const known = knownKey(pair);
      const isKnown = await counts.get(known) !== null;
      // Added anew, so that the days begin with this time.
      await counts.forget(known);
      await Promise.all([
        counts.add(known, 1, KNOWN_SECONDS),
        counts.forget(tries),
        counts.forget(wait),
        takeBack(NETWORK, network),
        ...isKnown ? [] : [takeBack(ACCOUNT, name)],
      ]);
    },
  };
}

function keysOf({ name }: Level, who: string) {
  return { tries: `login:${name}:${who}`, wait: `login:wait:${name}:${who}` };
}

function knownKey(pair: string): string {
  return `login:known:${pair}`;
}

/** What somebody typed as a name may be a password: it is kept as a hash, and as long as any other. */
async function nameOf(account: string): Promise<string> {
  const bytes = new TextEncoder().encode(account);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return hash.subarray(0, 12).toBase64({ alphabet: "base64url" });
}
