/** How long to wait for an upstream: back-off, the header Retry-After, and waits that a signal ends. */

import { endedBy } from "../rates/errors.ts";

/** Waits, unless the signal ends it first. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>;

/** First back-off; doubled for each further attempt. */
const BACKOFF_MS = 250;

/** Longest back-off. */
const LONGEST_BACKOFF_MS = 10_000;

/** Longest time that an upstream's Retry-After is believed: once a day is no burden even for a spent monthly quota. */
const LONGEST_RETRY_AFTER_SECONDS = 86_400;

/** Waits for real time to pass; rejects as {@linkcode abortable} does. */
export async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  try {
    await abortable(promise, signal);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Settles as the promise does, or with the signal's reason as soon as that is aborted.
 * @throws {ProviderError} `timeout` when it was a deadline that aborted it
 */
export async function abortable<T>(
  promise: Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => aborted.reject(endedBy(signal.reason));
  if (signal.aborted) onAbort();
  else signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

/** The wait before the attempt after `attempt`, in milliseconds: doubling, and jittered so that many callers spread. */
export function backoffMs(attempt: number, random: () => number): number {
  const full = Math.min(BACKOFF_MS * 2 ** (attempt - 1), LONGEST_BACKOFF_MS);
  return Math.round(full * (0.5 + random() / 2));
}

/** Seconds that the header Retry-After asks for, as a count or an HTTP date; null when it says nothing readable. */
export function retryAfterSeconds(
  header: string | null,
  now: Date,
): number | null {
  if (header === null) return null;
  const text = header.trim();
  // HTTP dates end in GMT (RFC 9110); `Date.parse` alone would read nearly anything.
  const seconds = /^\d{1,10}$/.test(text)
    ? Number(text)
    : text.endsWith("GMT")
    ? Math.ceil((Date.parse(text) - now.getTime()) / 1000)
    : NaN;
  if (Number.isNaN(seconds)) return null;
  return Math.min(Math.max(seconds, 0), LONGEST_RETRY_AFTER_SECONDS);
}
