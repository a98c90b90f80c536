/** The body of an answer as it is kept: as text where that is its bytes too, which the runtime sends in half the time. */

import { Buffer } from "node:buffer";

/** Text of ASCII only, or bytes. */
export type Body = string | Uint8Array<ArrayBuffer>;

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The bytes in their quickest form. */
export function bodyOf(bytes: Uint8Array<ArrayBuffer>): Body {
  try {
    const text = strict.decode(bytes);
    return isAscii(text, bytes.byteLength) ? text : bytes;
  } catch {
    return bytes;
  }
}

/** The text in its quickest form. */
export function bodyOfText(text: string): Body {
  return isAscii(text, Buffer.byteLength(text)) ? text : bytesOf(text);
}

/** Whatever is not ASCII takes more bytes than it has UTF-16 units. */
function isAscii({ length }: string, byteLength: number): boolean {
  return length === byteLength;
}

/** What goes over the wire. */
export function bytesOf(body: Body): Uint8Array<ArrayBuffer> {
  return typeof body === "string" ? new TextEncoder().encode(body) : body;
}

/** The body to be read. */
export function textOf(body: Body): string {
  return typeof body === "string" ? body : new TextDecoder().decode(body);
}

/** How many bytes it is. */
export function lengthOf(body: Body): number {
  return typeof body === "string" ? body.length : body.byteLength;
}
