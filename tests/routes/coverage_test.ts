import { assertEquals, assertMatch } from "@std/assert";
import { day } from "../../rates/day.ts";
import { useService } from "../support/service.ts";
import { answer, days } from "../support/stored.ts";
import { bank, NOW } from "../support/upstreams.ts";

const service = useService(() => ({ providers: [bank()], time: NOW }));

Deno.test("Each day of a year is loaded, empty, failed or unknown, and holes are visible", async () => {
  const { rates } = service().storage;
  const at = new Date(NOW);
  await rates.save(
    "bank",
    answer("EUR/USD 2024-03-08 1.09", days("2024-03-08", "2024-03-10")),
    at,
  );
  await rates.saveFailure("bank", days("2024-03-11", "2024-03-11"), {
    at,
    retryAt: new Date("2024-10-30T13:00:00Z"),
    reason: "No connection",
  });
  const body = await (await service().request(
    "/api/v1/coverage?provider=bank&year=2024",
  )).json();
  assertEquals([body.from, body.to], ["2024-01-01", "2024-10-30"]);
  assertEquals(
    ["2024-03-07", "2024-03-08", "2024-03-09", "2024-03-11"].map((date) =>
      body.days[day(date)]
    ),
    ["unknown", "loaded", "empty", "failed"],
  );
  assertEquals(body.counts, { loaded: 1, empty: 2, failed: 1, unknown: 300 });
  assertEquals(body.failures, { "2024-03-11": "No connection" });
});

Deno.test("A year outside a provider's history has no days", async () => {
  const body = await (await service().request(
    "/coverage?provider=bank&year=1990",
  )).json();
  assertEquals([body.from, body.to, body.days], [null, null, {}]);
});

const REFUSED: [string, number, RegExp][] = [
  ["", 400, /provider: This is required/],
  ["provider=nobody", 404, /no provider 'nobody'/],
  ["provider=bank&year=24", 400, /four digits/],
];

for (const [query, status, message] of REFUSED) {
  Deno.test(`'${query}' answers ${status}: ${message}`, async () => {
    const response = await service().request(`/coverage?${query}`);
    assertEquals(response.status, status);
    assertMatch((await response.json()).detail, message);
  });
}
