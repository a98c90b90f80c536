/** Two people who change the same thing at once: the second is told, and nothing is overwritten. */

import { assertEquals, assertMatch } from "@std/assert";
import { useService } from "../support/service.ts";
import { bank, market, NOW } from "../support/upstreams.ts";

const service = useService(() => ({
  providers: [bank(), market()],
  time: NOW,
}));

async function send(
  method: string,
  path: string,
  seen: string,
  body?: unknown,
) {
  return await service().request(`/api/v1${path}`, {
    method,
    headers: {
      ...await service().people.credentials("admin"),
      "content-type": "application/json",
      "if-match": seen,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

async function tagOf(code: string): Promise<string> {
  const response = await service().request(`/api/v1/currencies/${code}`);
  const { version } = await response.json();
  assertEquals(response.headers.get("etag"), `"${version}"`);
  return `"${version}"`;
}

async function assertRefused(response: Response): Promise<void> {
  const { code, detail } = await response.json();
  assertEquals([response.status, code], [412, "precondition_failed"]);
  assertMatch(detail, /changed since you read it/);
}

Deno.test("A currency that somebody else has changed is not overwritten, described anew or removed", async () => {
  const seen = await tagOf("NOK");
  const first = await send("PATCH", "/currencies/NOK", seen, { symbol: "kr1" });
  assertEquals(first.status, 200);
  assertEquals(first.headers.get("etag"), await tagOf("NOK"));
  await assertRefused(
    await send("PATCH", "/currencies/NOK", seen, { symbol: "kr2" }),
  );
  await assertRefused(
    await send("PUT", "/currencies/NOK", seen, { code: "NOK" }),
  );
  await assertRefused(await send("DELETE", "/currencies/NOK", seen));
  const kept = await service().request("/api/v1/currencies/NOK");
  assertEquals((await kept.json()).symbol, "kr1");
});

Deno.test("Whoever saw the newest version may change it, through a proxy that weakens tags too", async () => {
  const seen = await tagOf("SEK");
  const one = await send("PATCH", "/currencies/SEK", `"0.1", W/${seen}`, {
    enabled: false,
  });
  assertEquals(one.status, 200);
  const removed = await send("DELETE", "/currencies/SEK", await tagOf("SEK"));
  assertEquals(removed.status, 204);
});

Deno.test("A currency that was removed and added again is not the one that was seen", async () => {
  const seen = await tagOf("DKK");
  await service().send("DELETE", "/api/v1/currencies/DKK");
  await service().send("POST", "/api/v1/currencies", { code: "DKK" });
  await assertRefused(
    await send("PATCH", "/currencies/DKK", seen, { enabled: false }),
  );
});

Deno.test("A change of what is not there is not found, whatever was seen of it", async () => {
  const gone = await send("PATCH", "/currencies/XXA", '"1.1"', {
    enabled: false,
  });
  assertEquals(gone.status, 404);
});

Deno.test("A provider that somebody else has switched is not switched again", async () => {
  const all = await (await service().request("/api/v1/providers")).json();
  const seen = `"${all.at(-1).version}"`;
  const off = await send("PATCH", "/providers/market", seen, {
    enabled: false,
  });
  assertEquals(off.status, 200);
  await assertRefused(
    await send("PATCH", "/providers/market", seen, { enabled: true }),
  );
});

Deno.test("An order that is not the one that was seen stays", async () => {
  const first = await send("PUT", "/providers/order", '"bank,market"', {
    order: ["market", "bank"],
  });
  assertEquals(first.status, 200);
  await assertRefused(
    await send("PUT", "/providers/order", '"bank,market"', {
      order: ["bank", "market"],
    }),
  );
  const back = await send("PUT", "/providers/order", "*", {
    order: ["bank", "market"],
  });
  assertEquals((await back.json())[0].key, "bank");
});

Deno.test("An If-Match without quotes is refused with what is right", async () => {
  const response = await send("PATCH", "/currencies/CHF", "1.1", {
    enabled: true,
  });
  assertEquals(response.status, 400);
  assertMatch((await response.json()).detail, /double quotes/);
});
