/** Takes one HTTP answer within its bounds: status, media type and size are judged before a byte is believed. */

import { ProviderError } from "../rates/errors.ts";
import type { ProviderFault } from "../rates/errors.ts";

/** The media types under which each kind of data is served, as parts of the header Content-Type. */
const MEDIA_TYPES = {
  json: ["json"],
  xml: ["xml"],
  csv: ["csv", "text/plain"],
  zip: ["zip", "octet-stream"],
  tarball: ["octet-stream", "gzip", "x-tar", "x-tgz", "x-compressed"],
} as const;

/** A kind of data that a question can ask for. */
export type Kind = keyof typeof MEDIA_TYPES;

/** What an answer may be. */
export interface Bounds {
  readonly kind: Kind;
  readonly maxBytes: number;
  /** Statuses beside 2xx whose body means something to the provider. */
  readonly alsoRead?: readonly number[];
  /** The setting to name when the key is refused. */
  readonly keySetting: string | null;
}

/** An answer that was taken whole. */
export interface Answer {
  readonly status: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly text: string;
}

/**
 * Reads the answer to its end.
 * @throws {ProviderError} when the status, the media type or the size is not what was asked for
 */
export async function takeAnswer(
  response: Response,
  bounds: Bounds,
): Promise<Answer> {
  const { status } = response;
  const { kind, maxBytes, alsoRead = [], keySetting } = bounds;
  const right = isKind(response, kind);
  const meant = response.ok || alsoRead.includes(status);
  if (!meant || !right) await response.body?.cancel();
  // A 404 that means "nothing published" may come in any dress; other errors only in the vendor's own.
  if (!right && status === 404 && meant) return emptyAnswer(status);
  if (!meant || (!response.ok && !right)) {
    throw statusError(status, { keySetting });
  }
  if (!right) {
    throw new ProviderError(
      "invalid_answer",
      `Answered ${mediaType(response)} in place of ${kind}`,
      { status },
    );
  }
  const bytes = await readBody(response, maxBytes);
  return {
    status,
    bytes,
    get text() {
      return new TextDecoder().decode(bytes);
    },
  };
}

function emptyAnswer(status: number): Answer {
  return { status, bytes: new Uint8Array(), text: "" };
}

/** The failure that an HTTP status tells, or a vendor's code of the same meaning. */
export function statusError(
  status: number,
  { said = `HTTP ${status}`, keySetting }: {
    readonly said?: string;
    readonly keySetting: string | null;
  },
): ProviderError {
  const fault = faultOf(status);
  const hint = fault === "unauthorized" && keySetting
    ? `: check ${keySetting}`
    : fault === "plan"
    ? ": the plan does not include this request"
    : "";
  return new ProviderError(fault, `Answered ${said}${hint}`, { status });
}

function faultOf(status: number): ProviderFault {
  if (status === 401) return "unauthorized";
  if (status === 402 || status === 403) return "plan";
  if (status === 408) return "timeout";
  if (status === 429) return "rate_limited";
  return status >= 500 ? "server_error" : "refused";
}

function isKind(response: Response, kind: Kind): boolean {
  const type = response.headers.get("content-type")?.toLowerCase();
  // Static file servers leave the type out at times; then the content decides.
  if (!type) return true;
  return !type.includes("html") &&
    MEDIA_TYPES[kind].some((part) => type.includes(part));
}

/** The media type without its parameters, and only if it looks like one: it is the upstream's text. */
function mediaType(response: Response): string {
  const type = response.headers.get("content-type")?.split(";")[0]?.trim();
  return type && /^[\w.+-]{1,40}\/[\w.+-]{1,40}$/.test(type)
    ? type
    : "an unknown type";
}

async function readBody(
  response: Response,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  if (!response.body) return new Uint8Array();
  return await gather(response.body, {
    maxBytes,
    tooLarge: () =>
      new ProviderError("too_large", `Answered more than ${maxBytes} bytes`),
  });
}

/** The whole stream; it is cancelled at the first byte too many. */
export async function gather(
  stream: ReadableStream<Uint8Array>,
  { maxBytes, tooLarge }: {
    readonly maxBytes: number;
    readonly tooLarge: () => Error;
  },
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop by an exception cancels the stream.
  for await (const chunk of stream) {
    size += chunk.byteLength;
    if (size > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  const whole = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return whole;
}
