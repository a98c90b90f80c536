/** What a question costs its asker: a point, and for a series one more for each year's worth of its rates. */

/** Rates in a series that one more point pays for. */
export const RATES_A_POINT = 365;

/** What `symbols` counts as when it is absent: the enabled currencies, about. */
const USUAL_SYMBOLS = 30;

const DAY_MS = 86_400_000;

/** More symbols are refused anyway. */
const MAX_SYMBOLS = 200;

/** Who watches over the service asks without end, and browsers load pages by the file. */
const FREE =
  /\/(?:(?:healthz|readyz|metrics|openapi\.json)?\/?(?:[?#]|$)|(?:admin|docs)(?:[/?#]|$))/y;

/** The points that a request costs; 0 when it is free. It is read from the address alone, before anything is parsed. */
export function readCost({ method, url }: Request): number {
  if (method === "OPTIONS") return 0;
  const path = url.indexOf("/", url.indexOf("//") + 2);
  FREE.lastIndex = path;
  if (path < 0 || FREE.test(url)) return 0;
  const query = url.indexOf("?", path);
  return query < 0 ? 1 : 1 + Math.floor(ratesIn(url, query) / RATES_A_POINT);
}

function ratesIn(url: string, queryAt: number): number {
  const value = url.includes("%", queryAt)
    ? decoded(url, queryAt)
    : (name: string) => plain(url, name, queryAt);
  // Only series have a first day.
  const from = value("date_from");
  const to = from && value("date_to");
  // Days that do not exist are refused later; what matters here is how many there may be.
  const days = from && to ? (Date.parse(to) - Date.parse(from)) / DAY_MS : NaN;
  if (!(days >= 0)) return 0;
  const symbols = value("symbols")?.split(",", MAX_SYMBOLS).length ??
    USUAL_SYMBOLS;
  return symbols * (days + 1);
}

function decoded(url: string, queryAt: number) {
  const query = new URLSearchParams(url.slice(queryAt + 1));
  return (name: string) => query.get(name);
}

/** Where nothing is encoded a value is found three times as fast. */
function plain(url: string, name: string, queryAt: number): string | null {
  let at = url.indexOf(`${name}=`, queryAt + 1);
  while (at > 0 && url[at - 1] !== "&" && at - 1 !== queryAt) {
    at = url.indexOf(`${name}=`, at + 1);
  }
  if (at < 0) return null;
  const end = url.indexOf("&", at);
  return url.slice(at + name.length + 1, end < 0 ? undefined : end);
}
