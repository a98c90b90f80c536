/** What a question for rates is answered with, before it is an answer of HTTP: made for the app and for what is kept alike. */

import type { Context } from "hono";
import type { Asker } from "../rates/asker.ts";
import type { AskerOf } from "./asking.ts";
import { contentTag, STREAMED } from "./caching.ts";

/** Who asks, and until when. */
export interface Asking {
  /** Names the request in the log. */
  readonly requestId: string;
  readonly asker: Asker;
  /** Ends what is under way; null where nobody ends it. */
  readonly signal: AbortSignal | null;
}

/** The headers by their names in small letters, and the body: text that is whole, or a stream. */
export interface ReadAnswer {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | ReadableStream<Uint8Array<ArrayBuffer>>;
}

/** An answer that is whole, with the tag of its content. */
export function wholeAnswer(
  text: string,
  headers: Readonly<Record<string, string>>,
): ReadAnswer {
  return { headers: { ...headers, etag: contentTag(text) }, body: text };
}

/** Such an answer in JSON, beside what it says. */
export interface JsonAnswer<T> extends ReadAnswer {
  readonly json: T;
}

/** What is said, as JSON. */
export function jsonAnswer<T>(json: T, cacheControl: string): JsonAnswer<T> {
  const answer = wholeAnswer(JSON.stringify(json), {
    "content-type": "application/json",
    "cache-control": cacheControl,
  });
  return { ...answer, json };
}

/** Who asks by a request of the app. */
export function askingOf(
  c: Context,
  { askerOf }: { readonly askerOf: AskerOf },
): Asking {
  const { raw } = c.req;
  return {
    requestId: c.get("requestId"),
    asker: askerOf(raw, c.get("client")),
    signal: raw.signal,
  };
}

/** The answer of the app. */
export function sendRead(c: Context, { headers, body }: ReadAnswer) {
  if (typeof body !== "string") c.set(STREAMED, true);
  return c.body(body, 200, headers);
}
