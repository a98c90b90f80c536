/** What a change of the order would do, told before anybody makes it. */

import { assertEquals, assertMatch } from "@std/assert";
import { day } from "../../rates/day.ts";
import { FakeProvider } from "../support/fake_provider.ts";
import { useService } from "../support/service.ts";
import { answer } from "../support/stored.ts";
import { bank, market, NOW } from "../support/upstreams.ts";

const asked = [bank(), market()];
const service = useService(() => ({
  providers: [
    ...asked,
    new FakeProvider({ key: "keyed", missingSetting: "KEYED_API_KEY" }),
  ],
  time: NOW,
}));

async function preview(query: string) {
  const response = await service().request(
    `/api/v1/providers/preview?source=USD&target=INR${
      query.includes("date=") ? "" : "&date=2024-10-25"
    }${query}`,
  );
  return { status: response.status, body: await response.json() };
}

function requests(): number {
  return asked.reduce((sum, provider) => sum + provider.asked.length, 0);
}

Deno.test("Who would be asked, and later who answers, is told for any order without asking anybody", async () => {
  const before = requests();
  const unknown = await preview("");
  assertEquals(unknown.status, 200);
  assertEquals(unknown.body.order, ["bank", "market", "keyed"]);
  assertEquals([unknown.body.asks, unknown.body.rate], ["bank", null]);
  assertEquals(requests(), before);

  for (const order of [["market", "bank"], ["bank", "market"]]) {
    await service().send("PUT", "/api/v1/providers/order", {
      order: [...order, "keyed"],
    });
    await service().request(
      "/exchange-rate?source=USD&target=INR&date=2024-10-25",
    );
  }
  const known = requests();
  const now = await preview("");
  assertEquals([now.body.asks, now.body.rate.provider], [null, "bank"]);
  const turned = await preview("&order=keyed,market");
  assertEquals(turned.body.rate.provider, "market");
  assertEquals(turned.body.rate.rate, 84.01);
  assertEquals(turned.body.passed, [
    { provider: "keyed", reason: "KEYED_API_KEY is not set" },
  ]);
  assertEquals(requests(), known);
});

Deno.test("A stored rate that is older than the look-back is shown where it would answer", async () => {
  const { storage } = service();
  const old = answer("USD/INR 2023-01-05 82.7");
  await storage.rates.save("keyed", old, new Date(NOW));
  const response = await service().request(
    "/api/v1/providers/preview?source=USD&target=INR&order=keyed",
  );
  const { asks, rate } = await response.json();
  assertEquals([asks, rate.provider, rate.rate], [null, "keyed", 82.7]);
  assertEquals([rate.rate_date, rate.stale], ["2023-01-05", true]);
});

Deno.test("A pair of one currency and a provider that is none are refused", async () => {
  const nobody = await preview("&order=bank,nobody");
  assertEquals(nobody.status, 404);
  const same = await service().request(
    "/api/v1/providers/preview?source=USD&target=USD",
  );
  assertEquals(same.status, 400);
  assertMatch((await same.json()).detail, /two currencies/);
});

Deno.test("Without a day a stored rate of any age counts, as it does when the question is asked", async () => {
  const old = { base: "USD", date: day("2024-03-08") };
  await service().storage.rates.save("market", {
    observations: [
      { ...old, quote: "CHF", rate: "0.96" },
      { ...old, quote: "SEK", rate: "11.2" },
    ],
    covers: null,
    rejected: [],
  }, new Date("2024-03-08T16:00:00Z"));
  const ask = async (more: string) => {
    const response = await service().request(
      `/api/v1/providers/preview?source=CHF&target=SEK${more}`,
    );
    return (await response.json()).rate;
  };
  const { provider, rate_date, stale } = await ask("");
  assertEquals([provider, rate_date, stale], ["market", "2024-03-08", true]);
  assertEquals(await ask("&date=2024-10-25"), null);
});

Deno.test("One that rests after failures is passed over, as it is when the question is asked", async () => {
  const [resting] = asked;
  if (!resting) throw new Error("There is one");
  const day = "&date=2024-02-01&order=bank,market";
  assertEquals((await preview(day)).body.asks, "bank");
  resting.breaker = "open";
  const { asks, passed } = (await preview(day)).body;
  resting.breaker = "closed";
  assertEquals(asks, "market");
  assertEquals(passed[0], {
    provider: "bank",
    reason: "it rests after failures",
  });
});
