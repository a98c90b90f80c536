import { assertEquals } from "@std/assert";
import { day } from "../../rates/day.ts";
import { observations } from "../support/stored.ts";
import { useService } from "../support/service.ts";
import { bank, NOW } from "../support/upstreams.ts";

const service = useService(() => ({ providers: [bank()], time: NOW }));

Deno.test("Each year of a provider's history counts its days by what is known of them", async () => {
  const { rates } = service().storage;
  const at = new Date(NOW);
  await rates.save("bank", {
    observations: observations("EUR/USD 2024-01-05 1.08"),
    covers: { from: day("2024-01-04"), to: day("2024-01-07") },
    rejected: [],
  }, at);
  await rates.saveFailure("bank", {
    from: day("2024-02-01"),
    to: day("2024-02-02"),
  }, { at, retryAt: new Date("2024-11-30T00:00:00Z"), reason: "timeout" });
  const all = await (await service().request("/api/v1/coverage/years")).json();
  assertEquals(all, [{
    provider: "bank",
    since: "2024-01-01",
    // 304 days up to 30 October of a leap year.
    years: [{ year: 2024, loaded: 1, empty: 3, failed: 2, unknown: 298 }],
  }]);
});

Deno.test("The catalogue knows the currencies of ISO 4217, those withdrawn too", async () => {
  const response = await service().request("/api/v1/currencies/catalogue");
  const known = await response.json();
  const find = (code: string) =>
    known.find((one: { code: string }) => one.code === code);
  assertEquals([find("JPY").minor_units, find("JPY").ended], [0, null]);
  assertEquals(find("HRK").ended, "2022-12-31");
});
