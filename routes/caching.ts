/** How long answers may be kept by those in between: HTTP caching by the age of the data. */

import { createHash } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import { etag } from "hono/etag";
import type { Asker } from "../rates/asker.ts";
import { type Day, dayOf, daysBetween } from "../rates/day.ts";

/**
 * Days after which nothing changes by itself: the slowest provider publishes a day up to 36 hours after its end, so on
 * the third day after it every ledger entry is final.
 */
const CLOSED_AFTER_DAYS = 3;

const CLOSED = "public, max-age=86400, stale-while-revalidate=86400";

/** A minute: today's rate lives an hour, and a change of priority should not be hidden for long. */
const MOVING_SECONDS = 60;

/**
 * The Cache-Control of an answer about days up to this one; `final` when nothing in it waits for a provider. What is
 * made up is kept nowhere: it must be gone when the mock provider is. Nor is an answer that did without a provider
 * because its asker had spent enough: others have not.
 */
export function cacheControl(
  last: Day,
  { now, final, synthetic, asker }: {
    readonly now: Date;
    readonly final: boolean;
    readonly synthetic: boolean;
    readonly asker: Asker;
  },
): string {
  if (synthetic || asker.waitSeconds > 0) return "no-store";
  return final && daysBetween(last, dayOf(now)) >= CLOSED_AFTER_DAYS
    ? CLOSED
    : `public, max-age=${Math.min(MOVING_SECONDS, secondsToMidnight(now))}`;
}

/** At midnight another day is today. */
function secondsToMidnight(now: Date): number {
  return 86_400 - Math.floor(now.getTime() / 1_000) % 86_400;
}

/** What management shows must be seen at once by whoever just changed something: kept, but checked each time. */
export const NO_CACHE = { "cache-control": "no-cache" };

/** The header by which a handler says that its body is a stream: too large to be read for a tag first. */
export const STREAMED = "streamed";

declare module "hono" {
  interface ContextVariableMap {
    [STREAMED]: boolean;
  }
}

/**
 * The ETag of this content. For handlers that have it as text at hand: else it is read back from the answer and digested on
 * another thread, which costs a small one more than all else that is done for it.
 */
export function contentTag(content: string | Uint8Array): string {
  return `"${createHash("sha1").update(content).digest("hex")}"`;
}

/** Gives every whole answer an ETag of its content and answers 304 to those who have it; streams pass untouched. */
export function contentTags(): MiddlewareHandler {
  const tag = etag();
  return async function contentTags(c, next) {
    await next();
    if (c.res.status === 200 && !c.get(STREAMED)) {
      await tag(c, () => Promise.resolve());
    }
  };
}
