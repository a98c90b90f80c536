/** Who is asking: what is believed of the connection and of proxies. */

import { assertEquals } from "@std/assert";
import ipaddr from "ipaddr.js";
import { createClients, type Network } from "../../routes/client_address.ts";
import type { ForwardingHeader } from "../../routes/forwarded.ts";
import type { Log } from "../../rates/ports.ts";
import { silent } from "../support/world.ts";

interface Case {
  readonly peer?: string;
  readonly trusted?: readonly string[];
  readonly header?: ForwardingHeader;
  readonly headers?: Readonly<Record<string, string>>;
  readonly url?: string;
  readonly log?: Log;
}

function ask(
  {
    peer = "10.0.0.1",
    trusted = ["10.0.0.0/8", "fd00::/8"],
    header = "x-forwarded-for",
    headers = {},
    url = "http://rates.example/",
    log = silent,
  }: Case,
) {
  const networks = trusted.map((one): Network => ipaddr.parseCIDR(one));
  const clients = createClients({ trusted: networks, header, log });
  const request = new Request(url, { headers });
  const connection = { remoteAddr: { hostname: peer } };
  const client = clients.clientOf(request, connection);
  assertEquals(clients.isSecure(request, connection), client?.secure);
  return client;
}

const addressOf = (one: Case) => ask(one)?.address;

const CASES: readonly [string, Case, string][] = [
  [
    "Without trusted proxies the connection counts, whatever headers say",
    { trusted: [], headers: { "x-forwarded-for": "192.0.2.7" } },
    "10.0.0.1",
  ],
  [
    "A peer that is not trusted cannot speak for others",
    { peer: "198.51.100.4", headers: { "x-forwarded-for": "192.0.2.7" } },
    "198.51.100.4",
  ],
  [
    "A trusted proxy names the client",
    { headers: { "x-forwarded-for": "192.0.2.7" } },
    "192.0.2.7",
  ],
  [
    "What the client wrote before the proxy is not believed",
    { headers: { "x-forwarded-for": "6.6.6.6, 192.0.2.7" } },
    "192.0.2.7",
  ],
  [
    "A chain of trusted proxies leads to the first that is not",
    { headers: { "x-forwarded-for": "6.6.6.6, 192.0.2.7, 10.1.2.3, fd00::5" } },
    "192.0.2.7",
  ],
  [
    "When all hops are trusted the farthest is the client",
    { headers: { "x-forwarded-for": "10.9.9.9, 10.1.2.3" } },
    "10.9.9.9",
  ],
  [
    "Behind rubbish the last hop that was named counts",
    { headers: { "x-forwarded-for": "192.0.2.7, unknown, 10.1.2.3" } },
    "10.1.2.3",
  ],
  [
    "A port of IPv4 is left out",
    { headers: { "x-forwarded-for": "192.0.2.7:4711" } },
    "192.0.2.7",
  ],
  [
    "A port of IPv6 is left out",
    { headers: { "x-forwarded-for": "[2001:db8::7]:4711" } },
    "2001:db8::7",
  ],
  [
    "An address of IPv4 inside IPv6 is that of IPv4",
    { peer: "::ffff:10.0.0.1", headers: { "x-forwarded-for": "192.0.2.7" } },
    "192.0.2.7",
  ],
  [
    "Without the header the proxy itself is the client",
    {},
    "10.0.0.1",
  ],
  [
    "The header that is not the set one is not read",
    { headers: { forwarded: "for=192.0.2.7" } },
    "10.0.0.1",
  ],
  [
    "Forwarded is read when set",
    {
      header: "forwarded",
      headers: {
        "x-forwarded-for": "6.6.6.6",
        forwarded:
          'for=6.6.6.6, For="[2001:db8::7]:80";proto=https;by=10.0.0.2',
      },
    },
    "2001:db8::7",
  ],
  [
    "A host in quotes that looks like a hop is none",
    {
      header: "forwarded",
      headers: { forwarded: 'for=192.0.2.7;host="a, for=6.6.6.6"' },
    },
    "192.0.2.7",
  ],
  [
    "An open quote of the client makes the header unreadable, not another's name",
    {
      header: "forwarded",
      headers: { forwarded: 'for=6.6.6.6;host=", for="[2001:db8::7]"' },
    },
    "10.0.0.1",
  ],
  [
    "A hidden hop ends the chain",
    {
      header: "forwarded",
      headers: { forwarded: "for=6.6.6.6, for=_hidden, for=10.1.2.3" },
    },
    "10.1.2.3",
  ],
  [
    "A header longer than any chain is not read",
    { headers: { "x-forwarded-for": `192.0.2.7,${"10.1.2.3,".repeat(400)}` } },
    "10.0.0.1",
  ],
];

for (const [name, one, address] of CASES) {
  Deno.test(name, () => assertEquals(addressOf(one), address));
}

Deno.test("An address of IPv4 is a network of its own, one of IPv6 counts with its /64", () => {
  const network = (peer: string) => ask({ trusted: [], peer })?.network;
  assertEquals(network("192.0.2.7"), "192.0.2.7");
  assertEquals(network("::ffff:192.0.2.7"), "192.0.2.7");
  assertEquals(network("2001:db8:1:2:aaaa::1"), "2001:db8:1:2::/64");
  assertEquals(
    network("2001:DB8:1:2:bbbb:0:0:2"),
    network("2001:db8:1:2:aaaa::1"),
  );
  assertEquals(network("2001:db8:1:3::1"), "2001:db8:1:3::/64");
  assertEquals(network("fe80::1%eth0"), "fe80::/64");
});

Deno.test("A socket that is a file is this machine", () => {
  const { clientOf } = createClients({
    trusted: [],
    header: "x-forwarded-for",
    log: silent,
  });
  const request = new Request("http://localhost/");
  const client = clientOf(request, { remoteAddr: { path: "/run/rates" } });
  assertEquals(client?.address, "127.0.0.1");
  assertEquals(clientOf(request, undefined), null);
});

Deno.test("TLS is what the connection says, or a trusted proxy", () => {
  const secure = (one: Case) => ask(one)?.secure;
  const said = { "x-forwarded-for": "192.0.2.7", "x-forwarded-proto": "https" };
  assertEquals(secure({ url: "https://rates.example/" }), true);
  assertEquals(secure({ headers: said }), true);
  assertEquals(secure({ headers: said, trusted: [] }), false);
  assertEquals(
    secure({ headers: { ...said, "x-forwarded-proto": "https, http" } }),
    false,
  );
  assertEquals(
    secure({
      header: "forwarded",
      headers: { forwarded: "for=192.0.2.7;proto=https" },
    }),
    true,
  );
});

Deno.test("The operator is told once of a proxy that TRUSTED_PROXIES does not name", () => {
  const told: string[] = [];
  const { clientOf } = createClients({
    trusted: [],
    header: "x-forwarded-for",
    log: { ...silent, warn: (message) => told.push(message) },
  });
  const from = { remoteAddr: { hostname: "127.0.0.1" } };
  clientOf(new Request("http://localhost/"), from);
  const headers = { "x-forwarded-for": "192.0.2.7" };
  clientOf(new Request("http://localhost/", { headers }), from);
  clientOf(new Request("http://localhost/", { headers }), from);
  assertEquals(told, [
    "All clients behind 127.0.0.1 count as one: TRUSTED_PROXIES does not name it, so its x-forwarded-for is not read",
  ]);
});
