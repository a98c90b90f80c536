import { assert, assertEquals, assertMatch } from "@std/assert";
import { useService } from "../support/service.ts";
import { bank, NOW } from "../support/upstreams.ts";

const service = useService(() => ({
  providers: [bank()],
  time: NOW,
  pages: {
    "index.html": "<title>admin</title>",
    "docs.html": "<title>docs</title>",
    "assets/app-1234.js": "1",
  },
}));

const RATE = "source=EUR&target=USD&date=2024-10-25";

for (
  const path of [
    "/api/v1/exchange-rate",
    "/api/v1/exchange-rate/",
    "/api/exchange-rate/",
    "/api/exchange-rate",
    "/exchange-rate/",
    "/exchange-rate",
  ]
) {
  Deno.test(`${path} is an address of a rate`, async () => {
    const response = await service().request(`${path}?${RATE}`);
    assertEquals((await response.json()).rate, 1.0825);
  });
}

for (const path of ["/currencies/", "/api/currencies/", "/api/v1/currencies"]) {
  Deno.test(`${path} is an address of the currencies`, async () => {
    const response = await service().request(path);
    assertEquals((await response.json()).length, 30);
  });
}

Deno.test("HEAD answers the headers of GET and no body", async () => {
  const url = `/exchange-rate?${RATE}`;
  const get = await service().request(url);
  const head = await service().request(url, { method: "HEAD" });
  assertEquals(head.status, 200);
  assertEquals(await head.text(), "");
  for (const name of ["etag", "content-type", "cache-control"]) {
    assertEquals(head.headers.get(name), get.headers.get(name), name);
  }
  await get.body?.cancel();
});

Deno.test("OPTIONS says what an address allows", async () => {
  const response = await service().request("/api/v1/currencies/EUR", {
    method: "OPTIONS",
  });
  assertEquals(response.status, 204);
  assertEquals(
    response.headers.get("allow"),
    "GET, HEAD, PUT, PATCH, DELETE, OPTIONS",
  );
});

Deno.test("A method that does not fit is told which do", async () => {
  const response = await service().request("/api/v1/exchange-rate", {
    method: "DELETE",
  });
  assertEquals(response.status, 405);
  assertEquals(response.headers.get("allow"), "GET, HEAD, OPTIONS");
  assertEquals((await response.json()).code, "method_not_allowed");
});

Deno.test("Browsers of other sites may read, also errors, but are promised no write", async () => {
  const read = await service().request("/exchange-rate?source=EUR");
  assertEquals(read.headers.get("access-control-allow-origin"), "*");
  assertMatch(
    read.headers.get("access-control-expose-headers") ?? "",
    /ETag/,
  );
  await read.body?.cancel();
  const preflight = await service().request("/api/v1/currencies", {
    method: "OPTIONS",
    headers: {
      origin: "https://elsewhere.example",
      "access-control-request-method": "POST",
    },
  });
  assertEquals(preflight.status, 204);
  assertEquals(
    preflight.headers.get("access-control-allow-methods"),
    "GET,HEAD,OPTIONS",
  );
});

Deno.test("An answer that has not changed is 304 for those who have it", async () => {
  const url = `/exchange-rate?${RATE}`;
  const first = await service().request(url);
  const etag = first.headers.get("etag") ?? "";
  assertMatch(etag, /^"[0-9a-f]+"$/);
  await first.body?.cancel();
  const second = await service().request(url, {
    headers: { "if-none-match": etag },
  });
  assertEquals([second.status, await second.text()], [304, ""]);
});

Deno.test("Each representation of a series has its own tag", async () => {
  const url =
    "/currency-rates?source=EUR&symbols=USD&date_from=2024-10-24&date_to=2024-10-25";
  const tags = await Promise.all(["json", "csv", "ndjson"].map(async (f) => {
    const response = await service().request(`${url}&format=${f}`);
    await response.body?.cancel();
    return response.headers.get("etag");
  }));
  assertEquals(new Set(tags).size, 3);
});

Deno.test("Closed days may be kept for a day, moving ones for a minute, errors never", async () => {
  const control = async (query: string) => {
    const response = await service().request(`/exchange-rate?${query}`);
    await response.body?.cancel();
    return response.headers.get("cache-control");
  };
  assertEquals(
    await control(RATE),
    "public, max-age=86400, stale-while-revalidate=86400",
  );
  assertEquals(await control("source=EUR&target=USD"), "public, max-age=60");
  assertEquals(await control("source=EUR&target=XXX"), "no-store");
});

Deno.test("Errors are problem details that carry the request's id", async () => {
  const response = await service().request("/nowhere", {
    headers: { "x-request-id": "from-the-client-7" },
  });
  assertEquals(response.status, 404);
  assertEquals(
    response.headers.get("content-type"),
    "application/problem+json",
  );
  const body = await response.json();
  assertEquals([body.status, body.code, body.request_id], [
    404,
    "not_found",
    "from-the-client-7",
  ]);
});

Deno.test("A body that is not JSON is refused before it is read", async () => {
  for (const type of ["text/plain", "application/x-www-form-urlencoded", ""]) {
    const response = await service().request("/currencies", {
      method: "POST",
      body: "{}",
      headers: {
        ...await service().people.credentials("admin"),
        "content-length": "2",
        ...(type && { "content-type": type }),
      },
    });
    assertEquals([response.status, (await response.json()).code], [
      415,
      "unsupported_media_type",
    ]);
  }
});

Deno.test("A body that is broken JSON is refused with a sentence", async () => {
  const response = await service().request("/currencies", {
    method: "POST",
    body: "{",
    headers: {
      ...await service().people.credentials("admin"),
      "content-type": "application/json",
    },
  });
  assertEquals([response.status, (await response.json()).code], [
    400,
    "invalid_request",
  ]);
});

Deno.test("A body of five megabytes is refused, and nothing is stored", async () => {
  const response = await service().send("POST", "/currencies", {
    code: "AED",
    name: "x".repeat(5_000_000),
  });
  assertEquals([response.status, (await response.json()).code], [
    413,
    "body_too_large",
  ]);
  assertEquals((await service().request("/currencies/AED")).status, 404);
});

Deno.test("Health is answered, and readiness asks the database", async () => {
  for (const path of ["/healthz", "/readyz"]) {
    const response = await service().request(path);
    assertEquals(await response.json(), { status: "ok" });
    assertEquals(response.headers.get("cache-control"), "no-store");
  }
});

Deno.test("Pages come with their own address, assets for ever, and the old converter leads to the new", async () => {
  const text = async (path: string) =>
    await (await service().request(path)).text();
  assertMatch(await text("/admin"), /admin/);
  assertMatch(await text("/admin/providers"), /admin/);
  assertMatch(await text("/docs"), /docs/);
  const asset = await service().request("/admin/assets/app-1234.js");
  assertMatch(asset.headers.get("cache-control") ?? "", /immutable/);
  assertMatch(asset.headers.get("content-type") ?? "", /javascript/);
  await asset.body?.cancel();
  const missing = await service().request("/admin/assets/none-1.js");
  assertEquals(missing.status, 404);
  await missing.body?.cancel();
  const old = await service().request("/admin/exchange/currency/convert/");
  assertEquals(old.headers.get("location"), "/admin/convert");
});

Deno.test("No path leads out of the folder of pages", async () => {
  for (
    const path of [
      "/admin/assets/../../deno.json",
      "/admin/assets/%2e%2e%2fdeno.json",
      "/admin/assets/..%5cdeno.json",
    ]
  ) {
    const response = await service().request(path);
    const text = await response.text();
    assert(!text.includes("imports"), path);
  }
});

Deno.test("What fails inside is told to the log with the request's id, and not to the stranger", async () => {
  await using _closed = {
    [Symbol.asyncDispose]: () =>
      service().storage.sql`
      alter table currencies_away rename to currencies`.then(() => {}),
  };
  await service().storage.sql`alter table currencies rename to currencies_away`;
  const response = await service().request(`/exchange-rate?${RATE}`, {
    headers: { "x-request-id": "the-broken-one" },
  });
  const body = await response.json();
  assertEquals([response.status, body.code], [500, "internal"]);
  assert(!JSON.stringify(body).includes("currencies"));
  const line = service().lines.find(({ values }) =>
    values.requestId === "the-broken-one"
  );
  assertMatch(String(line?.values.error), /currencies/);
});
