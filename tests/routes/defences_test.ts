/** What pages of other sites, crooked addresses and forged headers come to. */

import { assert, assertEquals, assertMatch } from "@std/assert";
import ipaddr from "ipaddr.js";
import { useService } from "../support/service.ts";
import { bank, NOW } from "../support/upstreams.ts";
import { serve } from "../support/wire.ts";

const service = useService(() => ({
  providers: [bank()],
  time: NOW,
  trustedProxies: [ipaddr.parseCIDR("127.0.0.1/32")],
  pages: {
    "index.html": "<title>admin</title>",
    "docs.html": "<title>docs</title>",
    "assets/app-1234.js": "1",
  },
}));

const HERE = { host: "rates.example" };

const WRITES: readonly (readonly [string, string])[] = [
  ["POST", "/currencies"],
  ["PATCH", "/currencies/EUR"],
  ["DELETE", "/currencies/EUR"],
  ["PUT", "/providers/order"],
  ["POST", "/providers/bank/reset"],
  ["POST", "/ingestions"],
];

const TYPES: readonly string[] = [
  "application/json",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
  "text/plain",
];

const FOREIGN: readonly Readonly<Record<string, string>>[] = [
  { "sec-fetch-site": "cross-site" },
  { "sec-fetch-site": "same-site" },
  { "sec-fetch-site": "anything-else" },
  { "sec-fetch-site": "cross-site", origin: "http://rates.example" },
  { origin: "https://elsewhere.example" },
  { origin: "http://rates.example.elsewhere.example" },
  { origin: "http://rates.example:8443" },
  { origin: "null" },
  { origin: "" },
];

for (const [method, path] of WRITES) {
  Deno.test(`${method} ${path} from a page of another site is refused, whatever its body is`, async () => {
    await using wire = serve(service());
    for (const foreign of FOREIGN) {
      for (const type of TYPES) {
        const answer = await wire.send({
          method,
          path,
          headers: { ...HERE, ...foreign, "content-type": type },
          chunked: "{}",
        });
        const told = JSON.stringify({ foreign, type, body: answer.body });
        assertEquals(answer.status, 403, told);
        assertEquals(JSON.parse(answer.body).code, "forbidden");
      }
    }
  });
}

const OWN: readonly Readonly<Record<string, string>>[] = [
  { "sec-fetch-site": "same-origin", origin: "http://rates.example" },
  { "sec-fetch-site": "none" },
  { origin: "http://rates.example" },
  {},
];

for (const own of OWN) {
  Deno.test(`A write with ${JSON.stringify(own)} goes on`, async () => {
    await using wire = serve(service());
    const answer = await wire.send({
      method: "POST",
      path: "/providers/bank/reset",
      headers: {
        ...HERE,
        ...await service().people.credentials("admin"),
        ...own,
      },
    });
    assertEquals(answer.status, 200, answer.body);
  });
}

Deno.test("Pages of other sites may read", async () => {
  await using wire = serve(service());
  const answer = await wire.send({
    method: "GET",
    path: "/currencies",
    headers: {
      ...HERE,
      "sec-fetch-site": "cross-site",
      origin: "https://elsewhere.example",
    },
  });
  assertEquals(answer.status, 200);
  assertEquals(answer.headers.get("access-control-allow-origin"), "*");
  assertEquals(answer.headers.get("access-control-allow-credentials"), null);
});

Deno.test("Pages load and run only what is theirs, and nobody frames them", async () => {
  for (const path of ["/admin", "/admin/convert", "/docs"]) {
    const { headers, body } = await service().request(path);
    await body?.cancel();
    const policy = headers.get("content-security-policy") ?? "";
    assertEquals(
      policy,
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
    assertEquals(headers.get("x-frame-options"), "DENY");
    assertEquals(headers.get("x-content-type-options"), "nosniff");
    assertEquals(headers.get("referrer-policy"), "same-origin");
    assertEquals(headers.get("cross-origin-opener-policy"), "same-origin");
    assertEquals(headers.get("cross-origin-resource-policy"), "same-origin");
    assertMatch(headers.get("permissions-policy") ?? "", /camera=\(\)/);
  }
});

Deno.test("A page that has not changed keeps its policy", async () => {
  const { headers } = await service().request("/admin");
  const again = await service().request("/admin", {
    headers: { "if-none-match": headers.get("etag") ?? "" },
  });
  assertEquals(again.status, 304);
  assertEquals(
    again.headers.get("content-security-policy"),
    headers.get("content-security-policy"),
  );
});

Deno.test("Answers of the API, errors too, are no pages to a browser", async () => {
  for (
    const path of ["/currencies", "/exchange-rate", "/nowhere", "/healthz"]
  ) {
    const { headers, body } = await service().request(path);
    await body?.cancel();
    assertEquals(
      [
        headers.get("content-security-policy"),
        headers.get("x-content-type-options"),
      ],
      ["default-src 'none'; frame-ancestors 'none'", "nosniff"],
      path,
    );
  }
});

Deno.test("Only over TLS browsers are told to use nothing else", async () => {
  await using wire = serve(service());
  const strict = async (headers: Record<string, string>) => {
    const answer = await wire.send({ method: "GET", path: "/admin", headers });
    return answer.headers.get("strict-transport-security");
  };
  assertEquals(await strict({}), null);
  assertEquals(
    await strict({
      "x-forwarded-for": "192.0.2.7",
      "x-forwarded-proto": "https",
    }),
    "max-age=31536000",
  );
});

const CROOKED: readonly string[] = [
  "/admin/assets/..",
  "/admin/assets/.",
  "/admin/assets/",
  "/admin/assets/../../../main.ts",
  "/admin/assets/..%2f..%2f..%2fmain.ts",
  "/admin/assets/%2e%2e/%2e%2e/%2e%2e/deno.json",
  "/admin/assets/%2e%2e",
  "/admin/assets/..%5c..%5cmain.ts",
  "/admin/assets/..\\..\\main.ts",
  "/admin/assets/app-1234.js%00.css",
  "/admin/assets/%00",
  "/admin/assets//etc/passwd",
  "/admin//assets/app-1234.js",
  "//admin/assets/app-1234.js",
  "//elsewhere.example/admin",
  "/admin/assets/%252e%252e/main.ts",
  "/admin/assets/%c0%ae%c0%ae/main.ts",
  "/admin/assets/file:///etc/passwd",
  "/admin/../main.ts",
  "/docs/../../main.ts",
  "/docs/..%2f..%2fmain.ts",
  "/%2e%2e/main.ts",
  "/%",
  "/admin/%zz",
  "/api/v1/currencies/%00",
  "/api/v1/currencies/..%2fproviders",
];

for (const path of CROOKED) {
  Deno.test(`${path} leads to no file and to no fault`, async () => {
    await using wire = serve(service());
    const { status, body } = await wire.send({ method: "GET", path });
    assert(status < 500, `${status} ${body}`);
    // The pages of the build, or an error: nothing else is served.
    assertMatch(body, /^(<title>(admin|docs)<\/title>|1|\{.*\}|)$/, body);
    assert(!body.includes('"imports"'), body);
  });
}

/** Addresses that are elsewhere or nowhere once their dots are followed; other clients follow them before they ask. */
const DOTTED: readonly string[] = [
  "/admin/../x",
  "/admin/..",
  "/admin/../",
  "/admin/.",
  "/admin/./convert",
  "/admin/convert/../../x",
  "/admin/%2e%2e/x",
  "/admin/.%2E/x",
  "/admin/..%2fx",
  "/admin/..\\x",
  "/admin/..%5Cx",
  "/docs/../x",
  "/docs/.",
];

for (const path of DOTTED) {
  Deno.test(`${path} is no page, as it stands on the connection`, async () => {
    await using wire = serve(service());
    for (const method of ["GET", "HEAD"]) {
      const { status, headers } = await wire.send({ method, path });
      assertEquals(status, 404);
      assertEquals(headers.get("content-type"), "application/problem+json");
    }
  });
}

Deno.test("Dots inside a name lead to the admin, which says that there is no such page", async () => {
  await using wire = serve(service());
  for (const path of ["/admin/a..b", "/admin/...", "/admin/.well-known"]) {
    const { status } = await wire.send({ method: "GET", path });
    assertEquals(status, 200, path);
  }
});

for (
  const forged of [
    "a\tb",
    "<script>",
    "x".repeat(65),
    "a b",
    '{"a":1}',
    "caf\u00e9",
    "a%0d%0aset-cookie: a=b",
  ]
) {
  Deno.test(`The request's id ${JSON.stringify(forged).slice(0, 30)} is not taken from a client`, async () => {
    await using wire = serve(service());
    const { headers, body } = await wire.send({
      method: "GET",
      path: "/nowhere",
      headers: { "x-request-id": forged },
    });
    const id = headers.get("x-request-id") ?? "";
    assertMatch(id, /^[0-9a-f-]{36}$/);
    assertEquals(JSON.parse(body).request_id, id);
    assertEquals(headers.get("set-cookie"), null);
  });
}
