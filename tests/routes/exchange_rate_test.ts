import { assertEquals, assertMatch } from "@std/assert";
import { useService } from "../support/service.ts";
import { bank, broken, market, NOW } from "../support/upstreams.ts";

const service = useService(() => ({
  providers: [bank(), market(), broken()],
  time: NOW,
}));

async function ask(query: string) {
  const response = await service().request(`/api/v1/exchange-rate?${query}`);
  return { response, body: await response.json() };
}

Deno.test("A Sunday is answered by Friday's rate of the preferred provider, and says so", async () => {
  const { response, body } = await ask("source=USD&target=INR&date=2024-10-27");
  assertEquals(response.status, 200);
  assertEquals(body, {
    source: "USD",
    target: "INR",
    rate: 84.0896073903,
    date: "2024-10-27",
    rate_date: "2024-10-25",
    provider: "bank",
    kind: "cross",
    carried: true,
    stale: false,
    synthetic: false,
    fetched_at: "2024-10-30T12:00:00.000Z",
  });
});

Deno.test("A published rate is answered with its own digits", async () => {
  const { body } = await ask("source=EUR&target=USD&date=2024-10-25");
  assertEquals([body.rate, body.kind], [1.0825, "direct"]);
});

Deno.test("A small inverse keeps twelve digits and is never 0", async () => {
  const { body } = await ask("source=IDR&target=EUR&date=2024-10-25");
  assertEquals([body.rate, body.kind], [0.0000588966305238, "inverse"]);
});

Deno.test("A currency against itself is 1, from nobody", async () => {
  const { body } = await ask("source=EUR&target=EUR");
  assertEquals(
    [body.rate, body.kind, body.provider, body.fetched_at],
    [1, "identity", null, null],
  );
});

Deno.test("What the preferred provider lacks comes from the next one", async () => {
  const { body } = await ask("source=USD&target=GBP&date=2024-10-26");
  assertEquals([body.rate, body.provider, body.carried], [
    0.772,
    "market",
    false,
  ]);
});

Deno.test("Codes may be written in lower case", async () => {
  const { body } = await ask("source=eur&target=usd&date=2024-10-25");
  assertEquals([body.source, body.target], ["EUR", "USD"]);
});

Deno.test("Without a date the newest rate answers", async () => {
  const { body } = await ask("source=EUR&target=USD");
  assertEquals(
    [body.rate, body.date, body.rate_date, body.carried],
    [1.0795, "2024-10-30", "2024-10-29", true],
  );
});

Deno.test("When somebody could not be asked and nobody knows, every provider is named with its reason", async () => {
  const { response, body } = await ask("source=USD&target=CHF&date=2024-10-25");
  assertEquals(response.status, 502);
  assertEquals(response.headers.get("retry-after"), "60");
  assertEquals(body.code, "providers_failed");
  assertEquals(
    body.providers.map((one: { provider: string }) => one.provider),
    ["bank", "market", "broken"],
  );
  assertEquals(body.providers[2].reason, "No connection to broken.example");
});

const REFUSED: [string, string, string][] = [
  ["target=USD", "source", "This is required."],
  ["source=USD&target=EURO", "target", "three letters"],
  ["source=USD&target=", "target", "three letters"],
  ["source=USD&target=EUR&date=2024-02-30", "date", "YYYY-MM-DD"],
  ["source=USD&target=EUR&date=1899-12-31", "date", "before 1900"],
  ["source=USD&target=EUR&date=0001-01-05", "date", "before 1900"],
  ["source=USD&target=EUR&date=0000-01-01", "date", "YYYY-MM-DD"],
  ["source=USD&target=EUR&date=27-10-2024", "date", "YYYY-MM-DD"],
  ["source=USD&target=EUR&date=today", "date", "YYYY-MM-DD"],
  [
    "source=USD&target=EUR&date=2024-10-31",
    "date",
    "in the future: today is 2024-10-30",
  ],
  ["source=USD&target=EUR&provider=bank", "provider", "no such parameter"],
  ["source=USD&source=EUR&target=INR", "source", "once"],
];

for (const [query, field, message] of REFUSED) {
  Deno.test(`'${query}' is refused with a sentence about ${field}`, async () => {
    const { response, body } = await ask(query);
    assertEquals(response.status, 400);
    assertEquals(body.code, "invalid_request");
    assertEquals(body.errors.map((one: { field: string }) => one.field), [
      field,
    ]);
    assertMatch(body.errors[0].message, new RegExp(message));
  });
}

Deno.test("Unsupported codes are all named, with those that are supported", async () => {
  const { response, body } = await ask("source=XXX&target=UR");
  assertEquals(response.status, 400);
  const { body: second } = await ask("source=XXX&target=ABC");
  assertEquals(second.code, "unknown_currency");
  assertMatch(second.detail, /^Not supported: XXX, ABC\. Supported: AUD, BRL,/);
  assertEquals(second.supported.length, 30);
  assertEquals(body.errors[0].field, "target");
});

Deno.test("A day before every history is answered with where the histories start", async () => {
  const { response, body } = await ask("source=USD&target=EUR&date=1990-01-01");
  assertEquals([response.status, body.code], [404, "no_rate"]);
  assertEquals(body.providers[0].reason, "its history starts on 2024-01-01");
});
