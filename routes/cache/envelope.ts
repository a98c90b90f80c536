/** An answer on its way to other instances and back: text that says for whom it is good. */

import { promisify } from "node:util";
import { brotliDecompress } from "node:zlib";
import { z } from "zod";
import { parseDay } from "../../rates/day.ts";
import type { Position } from "../../rates/ports.ts";
import { bodyOf, bytesOf } from "./body.ts";
import { compress, LEAST_BYTES } from "./encoding.ts";
import type { Answer } from "./kept.ts";

/** Changes with the form below. */
export const ENVELOPE = 2;

/** What a bill by bytes bears for one answer. */
const MOST_CHARACTERS = 500_000;
const MOST_BYTES = 16_000_000;

const unpack = promisify(brotliDecompress);

const daySchema = z.string().transform((text, context) => {
  const day = parseDay(text);
  if (day !== null) return day;
  context.addIssue("Not a day");
  return z.NEVER;
});

const schema = z.object({
  position: z.string(),
  headers: z.record(z.string(), z.string()),
  requestId: z.string(),
  createdAtMs: z.number(),
  freshUntilMs: z.number(),
  staleUntilMs: z.number(),
  days: z.object({ from: daySchema, to: daySchema }),
  packed: z.boolean(),
  body: z.base64(),
});

/** The answer as text, made from what was stored at the position; null when it is too long. */
export async function seal(
  answer: Answer,
  position: Position,
): Promise<string | null> {
  const { body: plain, status: _, ...rest } = answer;
  const bytes = bytesOf(plain);
  const packed = bytes.byteLength >= LEAST_BYTES;
  const body = packed ? await compress(bytes, "br") : bytes;
  const text = JSON.stringify({
    ...rest,
    position,
    packed,
    body: body.toBase64(),
  });
  return text.length <= MOST_CHARACTERS ? text : null;
}

/** The answer in the text, and from when it is; null when it is none of ours. */
export async function unseal(
  text: string,
): Promise<{ readonly answer: Answer; readonly position: Position } | null> {
  try {
    const { position, packed, body, ...rest } = schema.parse(JSON.parse(text));
    const sent = Uint8Array.fromBase64(body);
    const bytes = packed
      ? new Uint8Array(await unpack(sent, { maxOutputLength: MOST_BYTES }))
      : sent;
    return { position, answer: { ...rest, status: 200, body: bodyOf(bytes) } };
  } catch {
    return null;
  }
}
