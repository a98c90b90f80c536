/** Counts in the Redis that instances share. */

import { circuitBreaker, ConsecutiveBreaker, handleAll } from "cockatiel";
import { RateLimiterRedis } from "rate-limiter-flexible";
import type { Count, Counts, Log } from "../rates/ports.ts";
import type { Redis } from "./redis.ts";

/** Failures in a row after which it is left alone, and for how long. */
const BREAKER = {
  failures: 3,
  restMs: 10_000,
} as const;

/** Counts in the Redis; rejects while it is away, and at once when it has been for a while. */
export function createSharedCounts(
  { redis, log }: { readonly redis: Redis; readonly log: Log },
): Counts {
  const limiter = new RateLimiterRedis({
    storeClient: nodeRedis(redis),
    useRedisPackage: true,
    keyPrefix: "mycurrency:count",
    // Each count has its own window, and what is too many is decided by whoever counts.
    points: Number.MAX_SAFE_INTEGER,
    duration: 60,
  });
  const breaker = circuitBreaker(handleAll, {
    halfOpenAfter: BREAKER.restMs,
    breaker: new ConsecutiveBreaker(BREAKER.failures),
  });
  breaker.onBreak(() =>
    log.warn("Limits are counted by each instance alone: Redis is away")
  );
  breaker.onReset(() => log.info("Limits are shared again: Redis is back"));
  return {
    add: (key, points, seconds) =>
      breaker.execute(async () =>
        countOf(await limiter.penalty(key, points, { customDuration: seconds }))
      ),
    get: (key) =>
      breaker.execute(async () => {
        const found = await limiter.get(key);
        return found && countOf(found);
      }),
    forget: async (key) => {
      await breaker.execute(() => limiter.delete(key));
    },
  };
}

function countOf(
  { consumedPoints, msBeforeNext }: {
    readonly consumedPoints: number;
    readonly msBeforeNext: number;
  },
): Count {
  return { points: consumedPoints, endsInMs: Math.max(msBeforeNext, 0) };
}

/** The commands that the limiter uses, by the names of the other client that it knows. */
function nodeRedis(redis: Redis) {
  return {
    eval: (
      script: string,
      { keys, arguments: args }: { keys: string[]; arguments: string[] },
    ) => redis.eval(script, keys, args),
    del: (key: string) => redis.del(key),
    multi() {
      const pipeline = redis.multi();
      const chain = {
        get(key: string) {
          pipeline.get(key);
          return chain;
        },
        pTTL(key: string) {
          pipeline.pttl(key);
          return chain;
        },
        exec: () => pipeline.exec(),
      };
      return chain;
    },
  };
}
