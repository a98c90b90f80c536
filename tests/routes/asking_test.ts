/** What strangers may cause at providers by asking, over the whole app. */

import { assertEquals } from "@std/assert";
import { addDays, day } from "../../rates/day.ts";
import {
  FakeProvider,
  observationsOf,
  publish,
} from "../support/fake_provider.ts";
import { type Service, startService } from "../support/service.ts";
import { NOW } from "../support/upstreams.ts";

const FIRST = day("2024-06-03");
const rates: Record<string, Record<string, string>> = {};
for (let i = 0; i < 150; i++) rates[addDays(FIRST, i)] = { USD: "1.1" };

/** An upstream that answers one day a request, and counts them. */
const provider = new FakeProvider(
  {
    key: "bank",
    name: "Bank",
    base: "EUR",
    since: FIRST,
    maxRangeDays: 1,
  },
  publish(observationsOf("EUR", rates)),
);

const FROM = "192.0.2.1";

async function ask(
  service: Service,
  { path, from: hostname, headers = {} }: {
    path: string;
    from: string;
    headers?: Record<string, string>;
  },
) {
  const request = new Request(`http://localhost/api/v1${path}`, { headers });
  const from = { remoteAddr: { hostname } };
  const response = await service.fetch(request, from);
  return { response, status: response.status, body: await response.json() };
}

const rateOf = (at: number) =>
  `/exchange-rate?source=EUR&target=USD&date=${addDays(FIRST, at)}`;

Deno.test("Walking through dates costs strangers their share, and nobody else theirs", async (t) => {
  await using service = await startService({
    providers: [provider],
    time: NOW,
    asking: { stranger: 5, strangers: 12, known: 40 },
  });

  await t.step("A stranger is told 429 when its share is spent", async () => {
    const statuses: number[] = [];
    // Eighteen days apart: nothing is within the look-back.
    for (let at = 10; at < 150; at += 18) {
      statuses.push(
        (await ask(service, { path: rateOf(at), from: FROM })).status,
      );
    }
    assertEquals(statuses, [200, 200, 200, 200, 200, 429, 429, 429]);
    assertEquals(provider.asked.length, 5);
    const path = rateOf(136);
    const { body, response } = await ask(service, { path, from: FROM });
    assertEquals(body.code, "too_many_requests");
    assertEquals(body.providers, [{
      provider: "bank",
      reason: "your share of the requests to it is spent for now",
    }]);
    assertEquals(response.headers.get("retry-after"), "3600");
    assertEquals(response.headers.get("cache-control"), "no-store");
  });

  await t.step(
    "What is stored goes on answering, and what is near answers for its asker alone",
    async () => {
      const stored = await ask(service, { path: rateOf(10), from: FROM });
      assertEquals([stored.status, stored.body.stale], [200, false]);
      const near = await ask(service, { path: rateOf(11), from: FROM });
      assertEquals(
        [near.status, near.body.stale, near.body.rate_date],
        [200, true, addDays(FIRST, 10)],
      );
      assertEquals(near.response.headers.get("cache-control"), "no-store");
    },
  );

  await t.step(
    "Strangers from many addresses have one share together",
    async () => {
      for (let i = 0; i < 30; i++) {
        await ask(service, { path: rateOf(20 + i), from: `198.51.100.${i}` });
      }
      assertEquals(provider.asked.length, 12);
      const days = `date_from=${addDays(FIRST, 90)}&date_to=${
        addDays(FIRST, 92)
      }`;
      const { status, body, response } = await ask(service, {
        path: `/currency-rates?source=EUR&symbols=USD&${days}`,
        from: "203.0.113.1",
      });
      assertEquals([status, body.complete], [200, false]);
      assertEquals(response.headers.get("cache-control"), "no-store");
      assertEquals(provider.asked.length, 12);
    },
  );

  await t.step(
    "A token has its own share, an invented one has none",
    async () => {
      const headers = await service.people.credentials("read");
      for (let i = 0; i < 8; i++) {
        const path = rateOf(101 + i);
        const { status } = await ask(service, { path, from: FROM, headers });
        assertEquals(status, 200);
      }
      assertEquals(provider.asked.length, 20);
      const invented = { authorization: "Bearer myc_invented" };
      const { status } = await ask(service, {
        path: rateOf(130),
        from: FROM,
        headers: invented,
      });
      assertEquals(status, 429);
    },
  );
});
