/** The built pages: the admin below `/admin`, the API's documentation at `/docs`, and their assets. */

import type { Handler } from "hono";
import { getMimeType } from "hono/utils/mime";
import { AppError } from "../rates/errors.ts";

/** Reads a file below the folder of built pages; null when there is none. */
export type ReadPage = (
  path: string,
) => Promise<Uint8Array<ArrayBuffer> | null>;

/** Names that carry a hash of their content never change. */
const IMMUTABLE = "public, max-age=31536000, immutable";

/** Kept, but checked each time: the page names the assets of its own build. */
const CHECKED = "no-cache";

/** A file of the build, directly in its folder; `..` and `.` are none. */
const ASSETS = /^\/admin\/(assets\/\w[\w.-]*)$/;

/**
 * A step to the same folder or the one above, however its slashes are written. Browsers take such steps before they ask;
 * where they lead is not below `/admin` or not an address at all.
 */
const STEP = /(^|[/\\]|%2f|%5c)\.\.?([/\\]|%2f|%5c|$)/i;

/** The place that an address below `/admin` is in; the first is at `/admin` itself. */
const PLACE = /^\/admin(?:\/([a-z]+)(?:\/|$)|\/?$)/;

/** Serves assets by their name, and for every other address below `/admin` the admin, which finds its own page. */
export function servePages(read: ReadPage): Handler {
  return async function pages(c) {
    const asset = ASSETS.exec(c.req.path)?.[1];
    if (asset !== undefined) {
      const bytes = await read(asset);
      if (!bytes) return c.notFound();
      c.header(
        "content-type",
        getMimeType(asset) ?? "application/octet-stream",
      );
      c.header("cache-control", IMMUTABLE);
      return c.body(bytes);
    }
    if (STEP.test(c.req.path)) return c.notFound();
    const bytes = c.req.path.startsWith("/docs")
      ? await read("docs.html")
      : await readPlace(read, c.req.path);
    if (!bytes) {
      throw new AppError(
        "not_found",
        "The pages have not been built. Run: deno task build",
      );
    }
    c.header("content-type", "text/html; charset=utf-8");
    c.header("cache-control", CHECKED);
    return c.body(bytes);
  };
}

/** The page that names the files of its place; for an address that is none the one that names what all places need. */
async function readPlace(
  read: ReadPage,
  path: string,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const match = PLACE.exec(path);
  const place = match && (match[1] ?? "overview");
  return (place && await read(`places/${place}.html`)) ||
    await read("index.html");
}
