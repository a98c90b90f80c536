/** An answer that is kept: its bytes as they go out, plain and compressed, with their headers, ready to be sent. */

import { type Day, type DayRange, overlap } from "../../rates/day.ts";
import {
  acceptedEncodings,
  compress,
  type Encoding,
  LEAST_BYTES,
} from "./encoding.ts";

type Header = [name: string, value: string];

/** An answer, as it can be kept here and elsewhere. */
export interface Answer {
  readonly status: number;
  /** All but those that are of one request. */
  readonly headers: readonly Header[];
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The id of the request that it was made for, which problems name in their text. */
  readonly requestId: string;
  readonly createdAtMs: number;
  /** True by itself until then: what is stored may change it sooner. */
  readonly freshUntilMs: number;
  /** Until then it may be sent once more while a new one is made. */
  readonly staleUntilMs: number;
  readonly days: DayRange;
}

/** One way of sending the bytes. */
interface Variant {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly etag: string | null;
  readonly headers: readonly Header[];
  /** Those of 304: what describes the body is left out. */
  readonly unchanged: readonly Header[];
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
  /** Whether it is true no longer, or has made room for others. */
  gone = false;
  readonly #plain: Variant;
  readonly #packed = new Map<Encoding, Variant | Promise<Variant>>();
  readonly #grown: (kept: Kept) => void;
  readonly #aging: boolean;

  constructor(answer: Answer, { grown }: { grown: (kept: Kept) => void }) {
    this.answer = answer;
    this.#grown = grown;
    this.#plain = variant(answer, answer.bytes, null);
    this.#aging = answer.freshUntilMs - answer.createdAtMs <= AGING_MS &&
      answer.status === 200;
  }

  /** What it occupies. */
  get byteLength(): number {
    let bytes = OVERHEAD_BYTES + this.answer.bytes.byteLength;
    for (const packed of this.#packed.values()) {
      if (!(packed instanceof Promise)) bytes += packed.bytes.byteLength;
    }
    return bytes;
  }

  isFresh(nowMs: number): boolean {
    return !this.gone && nowMs < this.answer.freshUntilMs;
  }

  /** The answer to this request. */
  respond(request: Request, nowMs: number): Response | Promise<Response> {
    if (this.answer.status !== 200) return this.#problem(request);
    if (this.answer.bytes.byteLength < LEAST_BYTES) {
      return this.#send(request, this.#plain, nowMs);
    }
    const [encoding] = acceptedEncodings(
      request.headers.get("accept-encoding"),
    );
    const chosen = encoding === undefined
      ? this.#plain
      : this.#packed.get(encoding) ?? this.#pack(encoding);
    return chosen instanceof Promise
      ? chosen.then((variant) => this.#send(request, variant, nowMs))
      : this.#send(request, chosen, nowMs);
  }

  #send(request: Request, variant: Variant, nowMs: number): Response {
    const { headers } = request;
    const match = headers.get("if-none-match");
    const own: Header[] = [["x-request-id", requestIdOf(headers)]];
    if (this.#aging) {
      const ageMs = nowMs - this.answer.createdAtMs;
      own.push(["age", String(Math.max(0, Math.floor(ageMs / 1_000)))]);
    }
    if (match !== null && names(match, variant.etag)) {
      return new Response(null, {
        status: 304,
        headers: [...variant.unchanged, ...own],
      });
    }
    if (request.method === "HEAD") {
      own.push(["content-length", String(variant.bytes.byteLength)]);
      return new Response(null, { headers: [...variant.headers, ...own] });
    }
    return new Response(variant.bytes, {
      headers: [...variant.headers, ...own],
    });
  }

  /** A problem names the request in its text. */
  #problem(request: Request): Response {
    const { status, headers, bytes, requestId } = this.answer;
    const id = requestIdOf(request.headers);
    const text = new TextDecoder().decode(bytes).replace(requestId, id);
    const body = new TextEncoder().encode(text);
    const own: Header[] = [["x-request-id", id]];
    if (request.method !== "HEAD") {
      return new Response(body, { status, headers: [...headers, ...own] });
    }
    own.push(["content-length", String(body.byteLength)]);
    return new Response(null, { status, headers: [...headers, ...own] });
  }

  #pack(encoding: Encoding): Promise<Variant> {
    const packing = compress(this.answer.bytes, encoding).then((bytes) => {
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
  { headers, bytes: plain }: Answer,
  bytes: Uint8Array<ArrayBuffer>,
  encoding: Encoding | null,
): Variant {
  const tag = headers.find(([name]) => name === "etag")?.[1] ?? null;
  const etag = tag && encoding ? tag.replace(/"$/, `-${encoding}"`) : tag;
  const own = headers.map(([name, value]): Header =>
    name === "etag" && etag ? [name, etag] : [name, value]
  );
  if (plain.byteLength >= LEAST_BYTES) vary(own, "Accept-Encoding");
  if (encoding) own.push(["content-encoding", encoding]);
  return {
    bytes,
    etag,
    headers: own,
    unchanged: own.filter(([name]) => !OF_THE_BODY.has(name)),
  };
}

function vary(headers: Header[], name: string): void {
  const header = headers.find(([name]) => name === "vary");
  if (header) header[1] = `${header[1]}, ${name}`;
  else headers.push(["vary", name]);
}

/** Whether the header If-None-Match names the tag; compared weakly, as it is meant to be. */
function names(match: string, etag: string | null): boolean {
  if (etag === null) return false;
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
