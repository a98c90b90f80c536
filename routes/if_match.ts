/** `If-Match`: a change that is made only to what its author saw, so that nobody overwrites what they never read. */

import { z } from "@hono/zod-openapi";
import type { Seen } from "../rates/ports.ts";

/** A tag is quoted; proxies that compress mark it as weak, which changes nothing about what was seen. */
const TAG = /^(?:W\/)?"([\x21\x23-\x7e\x80-\xff]*)"$/;
/** Tags may hold commas themselves. */
const BETWEEN_TAGS = /\s*,\s*(?=(?:W\/)?")/;

/** The header of the operations that honour it. */
export const ifMatch = z.object({
  "if-match": z.string().transform((text, context): Seen => {
    const trimmed = text.trim();
    if (trimmed === "*") return null;
    const tags = trimmed.split(BETWEEN_TAGS).map((tag) => TAG.exec(tag)?.[1]);
    const seen = tags.filter((tag) => tag !== undefined);
    if (seen.length === tags.length) return seen;
    context.addIssue({
      code: "custom",
      message: "Give versions in double quotes, or leave the header out.",
    });
    return z.NEVER;
  }).optional().openapi({
    type: "string",
    param: { name: "if-match", in: "header" },
    description:
      "What you saw, in double quotes: the `version` of the resource, or the order's keys joined by commas. When it is something else by now nothing is changed, and the answer is 412.",
    example: undefined,
  }),
});

/** What the author of the change saw; null when they did not say. */
export function seenIn(header: z.infer<typeof ifMatch>): Seen {
  return header["if-match"] ?? null;
}
