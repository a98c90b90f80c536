/** Where somebody goes after logging in: back to where they were, and never out of the admin. */

/** The log-in page. */
export const LOG_IN = "/admin/login";

/** The address of the log-in page that leads back to this one. */
export function logInAddress(url: string): string {
  return url === "/admin" || url.startsWith(LOG_IN)
    ? LOG_IN
    : `${LOG_IN}?next=${encodeURIComponent(url)}`;
}

/** Where the log-in page leads. */
export function nextAfter(wanted: string | undefined): string {
  if (wanted === undefined) return "/admin";
  const { origin, pathname, search } = new URL(wanted, "http://here");
  const inside = origin === "http://here" && /^\/admin(\/|$)/.test(pathname);
  return inside ? pathname + search : "/admin";
}
