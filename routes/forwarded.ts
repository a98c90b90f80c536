/** What a reverse proxy says of the request it passes on: `X-Forwarded-For` and `-Proto`, or `Forwarded` (RFC 7239). */

/** The header in which the proxies in front name the client. Only one is believed: whoever asks can send the other. */
export type ForwardingHeader = "x-forwarded-for" | "forwarded";

/** What was forwarded. */
export interface Forwarded {
  /** From the client to the nearest proxy, as written: addresses, some with a port, some hidden. */
  readonly hops: readonly string[];
  /** How the nearest proxy was asked. */
  readonly secure: boolean;
}

/** `name=value` pairs in elements, as RFC 7239 has them; the whole header is of this form, or none of it counts. */
const PAIR = /[\w!#$%&'*+.^`|~-]+=(?:[\w!#$%&'*+.^`|~:[\]-]+|"(?:[^"\\]|\\.)*")/
  .source;
const ELEMENT = String.raw`${PAIR}(?:\s*;\s*${PAIR})*`;
const WHOLE = new RegExp(`^\\s*${ELEMENT}(?:\\s*,\\s*${ELEMENT})*\\s*$`);

/** No chain of proxies is that long: what is longer was made to be slow to read. */
const MAX_LENGTH = 2_000;

/** Reads the header; null when there is none that can be read. */
export function readForwarded(
  headers: Headers,
  header: ForwardingHeader,
): Forwarded | null {
  const value = headers.get(header);
  if (value === null || value.length > MAX_LENGTH) return null;
  if (header === "forwarded") return parse(value);
  const protocols = headers.get("x-forwarded-proto")?.split(",") ?? [];
  return {
    hops: value.split(",").map((hop) => hop.trim()),
    secure: protocols.at(-1)?.trim().toLowerCase() === "https",
  };
}

function parse(value: string): Forwarded | null {
  // An open quote of the client's would swallow what the proxy wrote after it.
  if (!WHOLE.test(value)) return null;
  const elements = [...value.matchAll(new RegExp(ELEMENT, "g"))].map(
    ([element]) =>
      new Map([...element.matchAll(new RegExp(PAIR, "g"))].map(
        ([pair]): [string, string] => {
          const [name = ""] = pair.split("=", 1);
          return [name.toLowerCase(), unquoted(pair.slice(name.length + 1))];
        },
      )),
  );
  return {
    hops: elements.map((element) => element.get("for") ?? ""),
    secure: elements.at(-1)?.get("proto")?.toLowerCase() === "https",
  };
}

function unquoted(text: string): string {
  return text.startsWith('"')
    ? text.slice(1, -1).replace(/\\(.)/g, "$1")
    : text;
}
