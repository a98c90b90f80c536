/** Who is asking: the address of the connection, or what proxies say that the settings trust. */

import type { MiddlewareHandler } from "hono";
import ipaddr from "ipaddr.js";
import { LRUCache } from "lru-cache";
import type { Log } from "../rates/ports.ts";
import { type ForwardingHeader, readForwarded } from "./forwarded.ts";

/** What the server knows of a connection. */
export interface Connection {
  /** With a `hostname`, unless it is a file or a virtual machine's own. */
  readonly remoteAddr: object;
}

/** Who is asking. */
export interface Client {
  /** Its address, in the shortest writing: `192.0.2.7`, `2001:db8::7`. */
  readonly address: string;
  /** What limits are counted by: an address of IPv4, and of IPv6 the /64 that one household or server has whole. */
  readonly network: string;
  /** Whether it speaks TLS, to us or to a trusted proxy. */
  readonly secure: boolean;
}

/** Tells who is asking; null where there is no connection. */
export type ClientOf = (
  request: Request,
  connection: Connection | undefined,
) => Client | null;

/** What is told of who asks. */
export interface Clients {
  readonly clientOf: ClientOf;
  /** The same as the client's `secure`. Where no proxy is trusted the address says it: a client costs 7 % of a kept answer. */
  readonly isSecure: (
    request: Request,
    connection: Connection | undefined,
  ) => boolean;
}

/** An address or a network, such as `10.0.0.0/8`. */
export type Network = ReturnType<typeof ipaddr.parseCIDR>;

/** Which proxies are believed, and where they write. */
export interface ProxyOptions {
  readonly trusted: readonly Network[];
  readonly header: ForwardingHeader;
  readonly log: Log;
}

/** Requests that are looked at for a proxy nobody told us of: it would be in front of the first ones already. */
const WATCHED = 100;

/** Peers whose address is remembered as parsed. */
const REMEMBERED = 10_000;

/** Makes the functions that tell who is asking. */
export function createClients(
  { trusted, header, log }: ProxyOptions,
): Clients {
  const peers = new LRUCache<string, Named>({ max: REMEMBERED });
  const isTrusted = ({ parsed }: Named) =>
    parsed !== null && trusted.some((network) => isIn(parsed, network));

  function named(text: string): Named {
    const known = peers.get(text);
    if (known) return known;
    const one = nameOf(text);
    if (one.parsed) peers.set(text, one);
    return one;
  }

  let watched = WATCHED;
  function watch({ headers }: Request, { address }: Named): void {
    watched--;
    if (!headers.has(header)) return;
    watched = 0;
    log.warn(
      `All clients behind ${address} count as one: TRUSTED_PROXIES does not name it, so its ${header} is not read`,
    );
  }

  function clientOf(request: Request, connection: Connection | undefined) {
    if (!connection) return null;
    const peer = named(hostOf(connection));
    const direct = request.url.startsWith("https:") ? peer.secure : peer.plain;
    if (trusted.length === 0 || !isTrusted(peer)) {
      if (watched > 0) watch(request, peer);
      return direct;
    }
    const forwarded = readForwarded(request.headers, header);
    if (!forwarded) return direct;
    let client = peer;
    for (const hop of forwarded.hops.toReversed()) {
      const next = named(withoutPort(hop));
      if (next.parsed === null) break;
      client = next;
      if (!isTrusted(next)) break;
    }
    return forwarded.secure ? client.secure : client.plain;
  }

  return {
    clientOf,
    isSecure: trusted.length === 0
      ? ({ url }) => url.startsWith("https:")
      : (request, connection) => clientOf(request, connection)?.secure ?? false,
  };
}

/** A socket without an address has its other end on this machine. */
const LOCAL = "127.0.0.1";

function hostOf({ remoteAddr }: Connection): string {
  return "hostname" in remoteAddr && typeof remoteAddr.hostname === "string"
    ? remoteAddr.hostname
    : LOCAL;
}

type Address = ReturnType<typeof ipaddr.parse>;

interface Named {
  /** Null when the text is no address. */
  readonly parsed: Address | null;
  readonly address: string;
  readonly plain: Client;
  readonly secure: Client;
}

function nameOf(text: string): Named {
  const parsed = ipaddr.isValid(text) ? ipaddr.process(text) : null;
  const address = parsed?.toString() ?? text;
  const network = parsed instanceof ipaddr.IPv6
    ? `${new ipaddr.IPv6([...parsed.parts.slice(0, 4), 0, 0, 0, 0])}/64`
    : address;
  const client = { address, network };
  return {
    parsed,
    address,
    plain: { ...client, secure: false },
    secure: { ...client, secure: true },
  };
}

function isIn(address: Address, [network, bits]: Network): boolean {
  return address.kind() === network.kind() && address.match(network, bits);
}

/** `192.0.2.7:4711` and `[2001:db8::7]:4711`, as some proxies write. */
function withoutPort(hop: string): string {
  return /^\[(.+)\](?::\d+)?$/.exec(hop)?.[1] ??
    /^([\d.]+):\d+$/.exec(hop)?.[1] ?? hop;
}

declare module "hono" {
  interface ContextVariableMap {
    client: Client | null;
    clientAddress: string | null;
  }
}

/** Gives every request who is asking: `c.get("client")`, `c.get("clientAddress")`. */
export function identifyClient(clientOf: ClientOf): MiddlewareHandler<
  { Bindings: Connection | undefined }
> {
  return async function identifyClient(c, next) {
    const client = clientOf(c.req.raw, c.env?.remoteAddr && c.env);
    c.set("client", client);
    c.set("clientAddress", client?.address ?? null);
    await next();
  };
}
