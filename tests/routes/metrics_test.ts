/** The counters for Prometheus. */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { startService, useService } from "../support/service.ts";
import { bank, NOW } from "../support/upstreams.ts";

const service = useService(() => ({
  providers: [bank()],
  time: NOW,
  pages: { "index.html": "<title>admin</title>" },
}));

async function read(): Promise<string> {
  const response = await service().request("/metrics", {
    headers: await service().people.credentials("read"),
  });
  assertEquals(response.status, 200);
  assertEquals(response.headers.get("cache-control"), "no-store");
  assertMatch(
    response.headers.get("content-type") ?? "",
    /^text\/plain; version=/,
  );
  return await response.text();
}

async function count(path: string, method = "GET"): Promise<string> {
  const response = await service().request(path, { method });
  await response.body?.cancel();
  return await read();
}

Deno.test("Answers are counted by their operation, never by their address", async () => {
  await count("/api/v1/currencies/EUR");
  await count("/currencies/978/");
  await count("/currencies/nobody");
  await count("/exchange-rate?source=EUR&target=USD&date=2024-10-25");
  await count("/admin/convert");
  await count("/nowhere/secret-4711");
  const text = await count("/currencies", "PURGE");
  for (
    const line of [
      'method="GET",route="/api/v1/currencies/:ref",status="2xx",source="app"',
      'method="GET",route="/api/v1/currencies/:ref",status="4xx",source="app"',
      'method="GET",route="/api/v1/exchange-rate",status="2xx",source="app"',
      'method="GET",route="/admin/*",status="2xx",source="app"',
      'method="GET",route="none",status="4xx",source="app"',
      'method="other",route="none",status="4xx",source="app"',
    ]
  ) {
    assert(
      text.includes(`http_requests_total{${line}}`),
      `${line} of\n${text}`,
    );
  }
  assertMatch(
    text,
    /http_request_duration_seconds_count\{route="\/api\/v1\/exchange-rate"\} [1-9]/,
  );
  assert(!text.includes("4711"), text);
});

Deno.test("The process says what it has", async () => {
  const text = await read();
  assertMatch(text, /^process_resident_memory_bytes [1-9]\d{6,}$/m);
  assertMatch(text, /^process_heap_bytes [1-9]\d{5,}$/m);
  assertEquals(
    /^process_start_time_seconds (\d+)$/m.exec(text)?.[1],
    String(Date.parse(NOW) / 1_000),
  );
});

Deno.test("Strangers read no counters, unless the settings let everybody", async () => {
  const refused = await service().request("/metrics");
  assertEquals(refused.status, 401);
  await refused.body?.cancel();
  const other = await service().request("/metrics", {
    headers: await service().people.credentials("currencies:write"),
  });
  assertEquals(other.status, 403);
  await other.body?.cancel();
  await using open = await startService({
    providers: [bank()],
    time: NOW,
    openMetrics: true,
  });
  const response = await open.request("/metrics");
  assertEquals(response.status, 200);
  await response.body?.cancel();
});
