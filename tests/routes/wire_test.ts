/** What only a real connection shows: lengths of answers to HEAD, and bodies without a length. */

import { assertEquals } from "@std/assert";
import { useService } from "../support/service.ts";
import { bank, NOW } from "../support/upstreams.ts";
import { serve } from "../support/wire.ts";

const service = useService(() => ({
  providers: [bank()],
  time: NOW,
  pages: { "index.html": "<title>admin</title>" },
}));

for (
  const path of [
    "/exchange-rate?source=EUR&target=USD&date=2024-10-25",
    "/currency-rates?source=EUR&date_from=2024-10-24&date_to=2024-10-29",
    "/exchange-rate?source=EUR",
    "/currencies",
    "/openapi.json",
    "/admin",
  ]
) {
  Deno.test(`HEAD ${path} names the length that GET sends`, async () => {
    await using wire = serve(service());
    const get = await wire.send({ method: "GET", path });
    const head = await wire.send({ method: "HEAD", path });
    assertEquals([head.status, head.body], [get.status, ""]);
    const { byteLength } = new TextEncoder().encode(get.body);
    assertEquals(head.headers.get("content-length"), String(byteLength));
    assertEquals(head.headers.get("etag"), get.headers.get("etag"));
  });
}

Deno.test("HEAD of a series that is streamed names no length", async () => {
  await using wire = serve(service());
  const head = await wire.send({
    method: "HEAD",
    path: "/currency-rates?source=EUR&date_from=2020-01-01&date_to=2024-10-29",
  });
  assertEquals([head.status, head.body], [200, ""]);
  assertEquals(head.headers.get("content-length"), null);
  assertEquals(head.headers.get("x-complete"), "true");
});

Deno.test("OPTIONS has no body, and names no type of it", async () => {
  await using wire = serve(service());
  const { status, headers } = await wire.send({
    method: "OPTIONS",
    path: "/currencies",
  });
  assertEquals([status, headers.get("content-type")], [204, null]);
  assertEquals(headers.get("allow"), "GET, HEAD, POST, OPTIONS");
});

for (
  const [method, path, status] of [
    ["POST", "/providers/bank/reset", 200],
    ["DELETE", "/currencies/ISK", 204],
  ] as const
) {
  Deno.test(`${method} ${path} goes through a proxy that announces a body and sends none`, async () => {
    await using wire = serve(service());
    const headers = await service().people.credentials("admin");
    const answer = await wire.send({ method, path, headers, chunked: "" });
    assertEquals(answer.status, status, answer.body);
  });
}

for (
  const [method, path] of [
    ["POST", "/currencies"],
    ["PATCH", "/currencies/EUR"],
    ["PUT", "/providers/order"],
    ["POST", "/providers/bank/reset"],
  ] as const
) {
  Deno.test(`${method} ${path} with a body in chunks that names no type is refused`, async () => {
    await using wire = serve(service());
    const headers = await service().people.credentials("admin");
    const chunked = `{"code":"AED"}`;
    const answer = await wire.send({ method, path, headers, chunked });
    const { code } = JSON.parse(answer.body);
    assertEquals([answer.status, code], [415, "unsupported_media_type"]);
  });
}

Deno.test("Without any body a write that needs one is refused", async () => {
  await using wire = serve(service());
  const headers = await service().people.credentials("admin");
  const sent = { method: "POST", path: "/currencies", headers };
  const nothing = await wire.send({ ...sent, chunked: "" });
  const empty = await wire.send({
    ...sent,
    headers: {
      ...headers,
      "content-type": "application/json",
      "content-length": "0",
    },
  });
  for (const { status, body } of [nothing, empty]) {
    assertEquals([status >= 400 && status < 500, body.includes("internal")], [
      true,
      false,
    ], body);
  }
});

Deno.test("A body in chunks that is too large is refused", async () => {
  await using wire = serve(service());
  const answer = await wire.send({
    method: "POST",
    path: "/currencies",
    headers: {
      ...await service().people.credentials("admin"),
      "content-type": "application/json",
    },
    chunked: "x".repeat(70_000),
  });
  assertEquals(answer.status, 413);
});

Deno.test("A body that is announced as too large is refused before it is sent", async () => {
  await using wire = serve(service());
  const answer = await wire.send({
    method: "POST",
    path: "/currencies",
    headers: {
      ...await service().people.credentials("admin"),
      "content-type": "application/json",
      "content-length": "70000",
    },
  });
  assertEquals(answer.status, 413);
});

Deno.test("A body in chunks is taken like any other", async () => {
  await using wire = serve(service());
  const answer = await wire.send({
    method: "POST",
    path: "/currencies",
    headers: {
      ...await service().people.credentials("admin"),
      "content-type": "application/json",
    },
    chunked: JSON.stringify({ code: "AED" }),
  });
  assertEquals(answer.status, 201);
});
