/** How long answers may be kept: never longer than they are sure. */

import { assertEquals } from "@std/assert";
import {
  FakeProvider,
  observationsOf,
  publish,
} from "../support/fake_provider.ts";
import { useService } from "../support/service.ts";
import { bank, broken, NOW } from "../support/upstreams.ts";
import { SYSTEM } from "../support/people.ts";

const made = new FakeProvider(
  { key: "made", synthetic: true },
  publish(observationsOf("EUR", { "2024-10-24": { CHF: "0.9" } })),
);

const service = useService(() => ({
  providers: [broken(), bank(), made],
  time: NOW,
}));

const SERIES = "/currency-rates?date_from=2024-10-24&date_to=2024-10-24";

async function controls(pair: string): Promise<(string | null)[]> {
  const [source, target] = pair.split("/");
  const query = `source=${source}&date=2024-10-24`;
  return await Promise.all(
    [
      `/exchange-rate?${query}&target=${target}`,
      `/convert?${query}&targets=${target}&amount=1`,
      `${SERIES}&source=${source}&symbols=${target}`,
    ].map(async (path) => {
      const response = await service().request(path);
      await response.body?.cancel();
      return response.headers.get("cache-control");
    }),
  );
}

Deno.test("What answers for a preferred provider that is away is kept for a minute, what is made up not at all", async () => {
  assertEquals(await controls("EUR/USD"), Array(3).fill("public, max-age=60"));
  assertEquals(await controls("EUR/CHF"), Array(3).fill("no-store"));
});

Deno.test("With all providers off a series is the same problem as a single question", async () => {
  const settings = service().storage.providers;
  const keys = ["broken", "bank", "made"];
  for (const key of keys) await settings.setEnabled(key, false, null, SYSTEM);
  try {
    const single = await service().request(
      "/exchange-rate?source=EUR&target=USD&date=2024-10-24",
    );
    const series = await service().request(`${SERIES}&source=EUR&symbols=USD`);
    const [one, many] = [await single.json(), await series.json()];
    assertEquals([series.status, many.code], [404, "no_rate"]);
    assertEquals([many.detail, many.code], [one.detail, one.code]);
    assertEquals(series.headers.get("cache-control"), "no-store");
  } finally {
    for (const key of keys) await settings.setEnabled(key, true, null, SYSTEM);
  }
});
