/** The addresses at which operations answer: the canonical ones, and those of the project this one replaces. */

/** Where the API lives. */
export const API_ROOT = "/api/v1";

/** Operations that also answer without the version and without any prefix; `convert-amount` is the old name. */
const RESOURCES: Readonly<Record<string, string>> = {
  "exchange-rate": "exchange-rate",
  "currency-rates": "currency-rates",
  "convert-amount": "convert",
  "convert": "convert",
  "currencies": "currencies",
  "providers": "providers",
  "ingestions": "ingestions",
  "coverage": "coverage",
};

/**
 * The canonical path of a request: `/api/exchange-rate/`, `/exchange-rate` and `/api/v1/exchange-rate/` are one
 * address. Other paths only lose their trailing slash.
 */
export function canonicalPath(path: string): string {
  const plain = path.length > 1 && path.endsWith("/")
    ? path.replace(/\/+$/, "") || "/"
    : path;
  const match = /^(?:\/api(?:\/v1)?)?\/([a-z-]+)(\/.*)?$/.exec(plain);
  const name = match?.[1] ?? "";
  const resource = Object.hasOwn(RESOURCES, name) ? RESOURCES[name] : undefined;
  return resource ? `${API_ROOT}/${resource}${match?.[2] ?? ""}` : plain;
}
