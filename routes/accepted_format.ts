/** Which representation of a series a client takes. */

import { Context } from "hono";
import { accepts } from "hono/accepts";
import { LRUCache } from "lru-cache";
import type { SeriesFormat } from "./series_formats.ts";

const FORMATS: ReadonlyMap<string, SeriesFormat> = new Map([
  ["application/json", "json"],
  ["text/csv", "csv"],
  ["application/x-ndjson", "ndjson"],
]);

/** Clients send few different headers, and the library wants a whole request for each. */
const known = new LRUCache<string, SeriesFormat>({ max: 200 });

const LONGEST_KNOWN = 200;

/** What the header Accept says. */
export function acceptedFormat(accept: string | null): SeriesFormat {
  if (accept === null) return "json";
  const found = known.get(accept);
  if (found) return found;
  const request = new Request("http://localhost", { headers: { accept } });
  const type = accepts(new Context(request), {
    header: "Accept",
    supports: [...FORMATS.keys()],
    default: "application/json",
  });
  const format = FORMATS.get(type) ?? "json";
  if (accept.length < LONGEST_KNOWN) known.set(accept, format);
  return format;
}
