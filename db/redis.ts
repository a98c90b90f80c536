/** The one place that makes the client of the Redis that instances share. */

import { Redis } from "@upstash/redis";

/** The client. Values are text: it turns none of them into numbers. */
export type { Redis };

/** Which Redis, and how long it is waited for. */
export interface RedisOptions {
  readonly url: string;
  readonly token: string;
  /** The most time of one attempt; default 250 ms. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 250;
const RETRY = { retries: 1, backoff: () => 20 };

/** Makes a client, which connects when first asked. Its calls reject when the Redis is away, slow, or says no. */
export function openRedis({ url, token, timeoutMs }: RedisOptions): Redis {
  return new Redis({
    url,
    token,
    // Else "1.10" and "1.1" come back as different types.
    automaticDeserialization: false,
    enableTelemetry: false,
    retry: RETRY,
    // As a function: with a signal itself a timeout reads as a missing key.
    signal: () => AbortSignal.timeout(timeoutMs ?? TIMEOUT_MS),
  });
}
