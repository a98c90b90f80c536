import { assertEquals, assertMatch } from "@std/assert";
import { useService } from "../support/service.ts";
import { bank, broken, NOW } from "../support/upstreams.ts";

const service = useService(() => ({
  providers: [bank(), broken()],
  time: NOW,
}));

async function convert(query: string, path = "/api/v1/convert") {
  const response = await service().request(`${path}?${query}`);
  return { response, body: await response.json() };
}

Deno.test("One amount in many currencies: rounded to what can be paid, and exact beside it", async () => {
  const { body } = await convert(
    "source=EUR&targets=JPY,INR,EUR&amount=10.005&date=2024-10-25",
  );
  assertEquals([body.amount, body.date, body.unavailable], [
    "10.005",
    "2024-10-25",
    [],
  ]);
  assertEquals(
    body.results.map((
      { target, amount, exact_amount: exact, name }: Record<string, string>,
    ) => [target, amount, exact, name]),
    [
      ["JPY", "1645", "1645.32225", "Japanese Yen"],
      ["INR", "910.73", "910.725135", "Indian Rupee"],
      ["EUR", "10.01", "10.005", "Euro"],
    ],
  );
});

Deno.test("A target without a rate does not take the others away, and says who was asked", async () => {
  const { response, body } = await convert(
    "source=EUR&targets=USD,CHF&amount=1&date=2024-10-25",
  );
  assertEquals(response.status, 200);
  assertEquals(body.results.length, 1);
  const [missing] = body.unavailable;
  assertEquals([missing.target, missing.code], ["CHF", "providers_failed"]);
  assertEquals(missing.providers[1], {
    provider: "broken",
    reason: "No connection to broken.example",
  });
});

Deno.test("When no target has a rate, that is the answer", async () => {
  const { response, body } = await convert("source=EUR&target=CHF&amount=1");
  assertEquals([response.status, body.code], [502, "providers_failed"]);
});

Deno.test("The old name with its one target still works", async () => {
  const { body } = await convert(
    "source=EUR&target=USD&amount=10&date=2024-10-25",
    "/convert-amount/",
  );
  assertEquals(body.results[0].amount, "10.83");
});

Deno.test("Eighteen digits and as many decimals are multiplied exactly", async () => {
  const { body } = await convert(
    "source=EUR&target=USD&amount=999999999999999999.999999999999999999&date=2024-10-25",
  );
  assertEquals(
    body.results[0].exact_amount,
    "1082499999999999999.9999999999999999989175",
  );
});

const REFUSED: [string, RegExp][] = [
  ["amount=-1", /cannot be negative/],
  ["amount=1e400", /plain decimal number/],
  ["amount=NaN", /plain decimal number/],
  ["amount=1,5", /plain decimal number/],
  ["amount=", /plain decimal number/],
  ["amount=1234567890123456789", /at most 18 digits before/],
  ["amount=0.1234567890123456789", /at most 18 digits after/],
  ["amount=1&targets=USD", /either targets/],
];

for (const [query, message] of REFUSED) {
  Deno.test(`'${query}' is refused with ${message}`, async () => {
    const { response, body } = await convert(`source=EUR&target=USD&${query}`);
    assertEquals([response.status, body.code], [400, "invalid_request"]);
    assertMatch(body.detail, message);
  });
}
