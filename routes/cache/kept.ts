/** An answer that is kept: its bytes as they go out, plain and compressed, with their headers, ready to be sent. */

import { type Day, type DayRange, overlap } from "../../rates/day.ts";
import { type Body, bytesOf, lengthOf, textOf } from "./body.ts";
import {
  acceptedEncodings,
  compress,
  type Encoding,
  LEAST_BYTES,
} from "./encoding.ts";

/** By their names in small letters. As an object the runtime takes them in half the time that pairs cost it. */
export type HeaderRecord = Readonly<Record<string, string>>;

/** An answer, as it can be kept here and elsewhere. */
export interface Answer {
  readonly status: number;
  /** All but those that are of one request. */
  readonly headers: HeaderRecord;
  readonly body: Body;
  /** The id of the request that it was made for, which problems name in their text. */
  readonly requestId: string;
  readonly createdAtMs: number;
  /** True by itself until then: what is stored may change it sooner. */
  readonly freshUntilMs: number;
  /** Until then it may be sent once more while a new one is made. */
  readonly staleUntilMs: number;
  readonly days: DayRange;
}

/** One way of sending the body. */
class Variant {
  #unchanged: HeaderRecord | undefined;

  constructor(readonly body: Body, readonly headers: HeaderRecord) {}

  get etag(): string | undefined {
    return this.headers.etag;
  }

  /** The headers of 304: what describes the body is left out. Most answers are never asked for again by who has them. */
  get unchanged(): HeaderRecord {
    return this.#unchanged ??= Object.fromEntries(
      Object.entries(this.headers)
        .filter(([name]) => !OF_THE_BODY.has(name)),
    );
  }
}

/** Answers of which a CDN may keep a minute only say how old they are. */
const AGING_MS = 60_000;

const OF_THE_BODY: ReadonlySet<string> = new Set([
  "content-type",
  "content-encoding",
]);

/** An answer in memory. */
export class Kept {
  readonly answer: Answer;
  /** Of the plain body. */
  readonly #length: number;
  /** Whether it is true no longer, or has made room for others. */
  gone = false;
  readonly #plain: Variant;
  readonly #packed = new Map<Encoding, Variant | Promise<Variant>>();
  readonly #grown: (kept: Kept) => void;
  readonly #aging: boolean;

  constructor(answer: Answer, { grown }: { grown: (kept: Kept) => void }) {
    this.answer = answer;
    this.#length = lengthOf(answer.body);
    this.#grown = grown;
    this.#plain = variant(answer, answer.body, null);
    this.#aging = answer.freshUntilMs - answer.createdAtMs <= AGING_MS &&
      answer.status === 200;
  }

  /** What it occupies. */
  get byteLength(): number {
    let bytes = OVERHEAD_BYTES + this.#length;
    for (const packed of this.#packed.values()) {
      if (!(packed instanceof Promise)) bytes += lengthOf(packed.body);
    }
    return bytes;
  }

  isFresh(nowMs: number): boolean {
    return !this.gone && nowMs < this.answer.freshUntilMs;
  }

  /** The answer to this request, which is told these headers too. */
  respond(
    request: Request,
    nowMs: number,
    told?: HeaderRecord,
  ): Response | Promise<Response> {
    if (this.answer.status !== 200) return this.#problem(request, told);
    if (this.#length < LEAST_BYTES) {
      return this.#send(request, this.#plain, { nowMs, told });
    }
    const [encoding] = acceptedEncodings(
      request.headers.get("accept-encoding"),
    );
    const chosen = encoding === undefined
      ? this.#plain
      : this.#packed.get(encoding) ?? this.#pack(encoding);
    return chosen instanceof Promise
      ? chosen.then((variant) => this.#send(request, variant, { nowMs, told }))
      : this.#send(request, chosen, { nowMs, told });
  }

  #send(
    request: Request,
    variant: Variant,
    { nowMs, told }: {
      readonly nowMs: number;
      readonly told: HeaderRecord | undefined;
    },
  ): Response {
    const { headers } = request;
    const match = headers.get("if-none-match");
    const isKnown = match !== null && names(match, variant.etag);
    const own: Record<string, string> = {
      ...(isKnown ? variant.unchanged : variant.headers),
      ...told,
      "x-request-id": requestIdOf(headers),
    };
    if (this.#aging) {
      const ageMs = nowMs - this.answer.createdAtMs;
      own.age = String(Math.max(0, Math.floor(ageMs / 1_000)));
    }
    if (isKnown) return new Response(null, { status: 304, headers: own });
    if (request.method === "HEAD") {
      own["content-length"] = String(lengthOf(variant.body));
      return new Response(null, { headers: own });
    }
    return new Response(variant.body, { headers: own });
  }

  /** A problem names the request in its text. */
  #problem(request: Request, told?: HeaderRecord): Response {
    const { status, headers, body, requestId } = this.answer;
    const id = requestIdOf(request.headers);
    const text = textOf(body).replace(requestId, id);
    const own: Record<string, string> = {
      ...headers,
      ...told,
      "x-request-id": id,
    };
    if (request.method !== "HEAD") {
      return new Response(text, { status, headers: own });
    }
    own["content-length"] = String(new TextEncoder().encode(text).byteLength);
    return new Response(null, { status, headers: own });
  }

  #pack(encoding: Encoding): Promise<Variant> {
    const bytes = bytesOf(this.answer.body);
    const packing = compress(bytes, encoding).then((bytes) => {
      const packed = variant(this.answer, bytes, encoding);
      this.#packed.set(encoding, packed);
      this.#grown(this);
      return packed;
    });
    this.#packed.set(encoding, packing);
    return packing;
  }
}

/** Headers and the object itself, roughly. */
const OVERHEAD_BYTES = 2_000;

/** Every representation has a tag of its own. */
function variant(
  { headers, body: plain }: Answer,
  body: Body,
  encoding: Encoding | null,
): Variant {
  const { etag, vary } = headers;
  const own: Record<string, string> = { ...headers };
  if (etag && encoding) own.etag = etag.replace(/"$/, `-${encoding}"`);
  if (lengthOf(plain) >= LEAST_BYTES) {
    own.vary = vary ? `${vary}, Accept-Encoding` : "Accept-Encoding";
  }
  if (encoding) own["content-encoding"] = encoding;
  return new Variant(body, own);
}

/** Whether the header If-None-Match names the tag; compared weakly, as it is meant to be. */
function names(match: string, etag: string | undefined): boolean {
  if (etag === undefined) return false;
  return match === etag || match.trim() === "*" ||
    (match.match(/"[^"]*"/g)?.includes(etag) ?? false);
}

/** The client's own id where it gave one that can be repeated. */
export function requestIdOf(headers: Headers): string {
  const given = headers.get("x-request-id");
  return given !== null && /^[\w\-=]{1,64}$/.test(given)
    ? given
    : crypto.randomUUID();
}

/** Whether the answer is about days on which changes of these days bear. */
export function dependsOn(
  { days }: Answer,
  changed: readonly (DayRange | null)[],
): boolean {
  return changed.some((one) => one === null || overlap(one, days));
}

/** The first instant after a day, in milliseconds. */
export function endOfDayMs(today: Day): number {
  return Date.parse(`${today}T00:00:00Z`) + 86_400_000;
}
