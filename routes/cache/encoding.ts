/** Compression: which one a client takes, bytes as a whole, and streams as they pass. */

import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

/** A way of writing the bytes. */
export type Encoding = "br" | "gzip";

/** Smaller bodies fit into one packet as they are. */
export const LEAST_BYTES = 1_400;

const br = promisify(brotliCompress);
const gz = promisify(gzip);

/** Done once for each answer that is kept: a fifth of gzip's bytes more saved, at its speed. */
const BROTLI_QUALITY = 5;

/** Compresses, off this thread. */
export async function compress(
  bytes: Uint8Array<ArrayBuffer>,
  encoding: Encoding,
): Promise<Uint8Array<ArrayBuffer>> {
  const packed = encoding === "gzip" ? await gz(bytes) : await br(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.byteLength,
    },
  });
  return new Uint8Array(packed);
}

/** What a client takes, the best first. */
type Accepted = readonly Encoding[];

const NONE: Accepted = [];

/** Clients send few different headers. */
const known = new Map<string, Accepted>();
const MOST_KNOWN = 200;

/** What the header Accept-Encoding allows, the best first. */
export function acceptedEncodings(header: string | null): Accepted {
  if (header === null) return NONE;
  const found = known.get(header);
  if (found !== undefined) return found;
  const accepted = negotiate(header);
  if (known.size < MOST_KNOWN && header.length < 100) {
    known.set(header, accepted);
  }
  return accepted;
}

function negotiate(header: string): Accepted {
  const weights = new Map(
    header.toLowerCase().split(",").map((part) => {
      const [name = "", ...parameters] = part.split(";").map((text) =>
        text.trim()
      );
      const q = parameters.find((text) => text.startsWith("q="));
      return [name, q === undefined ? 1 : Number(q.slice(2))] as const;
    }),
  );
  const weight = (name: Encoding) => weights.get(name) ?? weights.get("*") ?? 0;
  return (["br", "gzip"] as const).filter((name) => weight(name) > 0)
    .sort((a, b) => weight(b) - weight(a));
}

const TEXT =
  /^(text\/(?!event-stream)|application\/(json|javascript|x-ndjson|problem\+json)|image\/svg)/;

/**
 * The answer as the client takes it, for those that are not kept: what is large or of unknown length passes through gzip,
 * without being gathered. Its tag says that the bytes are not those of the plain one.
 */
export function packed(request: Request, response: Response): Response {
  const { headers, status, body } = response;
  const length = headers.get("content-length");
  if (
    status !== 200 || body === null || headers.has("content-encoding") ||
    !TEXT.test(headers.get("content-type") ?? "") ||
    (length !== null && Number(length) < LEAST_BYTES)
  ) return response;
  headers.append("vary", "Accept-Encoding");
  const accepted = acceptedEncodings(request.headers.get("accept-encoding"));
  if (!accepted.includes("gzip") || request.method === "HEAD") return response;
  headers.set("content-encoding", "gzip");
  headers.delete("content-length");
  const tag = headers.get("etag");
  if (tag?.startsWith('"')) headers.set("etag", `W/${tag}`);
  return new Response(body.pipeThrough(new CompressionStream("gzip")), {
    status,
    headers,
  });
}
