/** What is counted, and how it reads. */

import { assertMatch, assertRejects } from "@std/assert";
import { createMetrics } from "../../jobs/metrics.ts";

const metrics = () =>
  createMetrics({
    clock: () => new Date(0),
    memory: () => ({ rss: 1, heapUsed: 1 }),
  });

Deno.test("Requests to providers are counted by how they ended, and still metered", async () => {
  const { metered, read } = metrics();
  const ended: string[] = [];
  const meter = metered({
    take: (provider) =>
      provider === "spent"
        ? Promise.reject(new Error("No more this month"))
        : Promise.resolve(),
    ended: (provider, { ok }) => void ended.push(`${provider} ${ok}`),
  });
  await meter.take("ecb");
  meter.ended("ecb", { ok: true });
  meter.ended("ecb", { ok: false });
  meter.ended("ecb", { ok: false });
  await assertRejects(() => meter.take("spent"), Error, "No more");
  const { text } = await read();
  assertMatch(text, /requests_total\{provider="ecb",outcome="ok"\} 1\n/);
  assertMatch(text, /requests_total\{provider="ecb",outcome="failed"\} 2\n/);
  assertMatch(ended.join(), /^ecb true,ecb false,ecb false$/);
});

Deno.test("Kept, made and refused answers are told apart, and parts of loads counted", async () => {
  const { answered, part, read } = metrics();
  const answer = { method: "GET", route: "/api/v1/convert", status: 200 };
  for (let i = 0; i < 3; i++) {
    answered({ ...answer, source: "kept", seconds: null });
  }
  answered({ ...answer, source: "app", seconds: 0.3 });
  answered({ ...answer, status: 429, source: "refused", seconds: null });
  part("ecb", "loaded");
  part("ecb", "failed");
  const { text } = await read();
  assertMatch(text, /status="2xx",source="kept"\} 3\n/);
  assertMatch(text, /status="2xx",source="app"\} 1\n/);
  assertMatch(text, /status="4xx",source="refused"\} 1\n/);
  assertMatch(
    text,
    /duration_seconds_bucket\{le="0.5",route="\/api\/v1\/convert"\} 1\n/,
  );
  assertMatch(text, /parts_total\{provider="ecb",outcome="loaded"\} 1\n/);
  assertMatch(text, /parts_total\{provider="ecb",outcome="failed"\} 1\n/);
  answered({ ...answer, source: "kept", seconds: null });
  assertMatch((await read()).text, /status="2xx",source="kept"\} 4\n/);
  assertMatch((await read()).text, /status="2xx",source="kept"\} 4\n/);
});
