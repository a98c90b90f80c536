/** The cookie in which a browser keeps its session. */

import type { Context } from "hono";
import { parse, serialize } from "hono/utils/cookie";

/**
 * By its prefix browsers take the cookie from this host only, for all of it, and over TLS only; they count the machine
 * they run on as safe, so that http://localhost works too.
 */
export const SESSION_COOKIE = "__Host-session";

/** The secret that a request brings; null without one. */
export function readSessionCookie(request: Request): string | null {
  const header = request.headers.get("cookie");
  return header === null
    ? null
    : parse(header, SESSION_COOKIE)[SESSION_COOKIE] ?? null;
}

/** Has the browser keep the secret until the session's absolute end. */
export function setSessionCookie(
  c: Context,
  secret: string,
  { now, until }: { readonly now: Date; readonly until: Date },
): void {
  write(c, secret, Math.floor((until.getTime() - now.getTime()) / 1_000));
}

/** Has the browser forget it. */
export function clearSessionCookie(c: Context): void {
  write(c, "", 0);
  // Answers that a browser may keep for those who are known are not for those who come after them.
  c.header("clear-site-data", '"cache"');
}

/** Strict: the admin's own page asks for everything, and no link from elsewhere needs the session. */
function write(c: Context, value: string, maxAge: number): void {
  c.header(
    "set-cookie",
    serialize(SESSION_COOKIE, value, {
      path: "/",
      secure: true,
      httpOnly: true,
      sameSite: "Strict",
      maxAge,
    }),
    { append: true },
  );
}
