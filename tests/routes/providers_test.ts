import { assertEquals, assertMatch } from "@std/assert";
import { addDays, day } from "../../rates/day.ts";
import { FakeProvider } from "../support/fake_provider.ts";
import { useService } from "../support/service.ts";
import { bank, broken, market, NOW } from "../support/upstreams.ts";

const away = broken();
const service = useService(() => ({
  providers: [
    bank(),
    market(),
    away,
    new FakeProvider({
      key: "keyed",
      name: "Keyed",
      missingSetting: "KEYED_API_KEY",
    }),
    new FakeProvider({ key: "metered", name: "Metered", monthlyRequests: 7 }),
    new FakeProvider({
      key: "mock",
      name: "Mock",
      synthetic: true,
      enabledAtFirst: false,
    }),
  ],
  time: NOW,
}));
const PATH = "/api/v1/providers";

async function list() {
  return await (await service().request(PATH)).json();
}

async function answering() {
  const response = await service().request(
    "/exchange-rate?source=USD&target=INR&date=2024-10-25",
  );
  return (await response.json()).provider;
}

Deno.test("Providers are listed in order of preference, with what each is missing", async () => {
  const all = await list();
  assertEquals(
    all.map((
      { key, priority, enabled, state, missing_setting }: Record<
        string,
        unknown
      >,
    ) => [key, priority, enabled, state, missing_setting]),
    [
      ["bank", 1, true, "idle", null],
      ["market", 2, true, "idle", null],
      ["broken", 3, true, "idle", null],
      ["keyed", 4, true, "misconfigured", "KEYED_API_KEY"],
      ["metered", 5, true, "idle", null],
      ["mock", 6, false, "off", null],
    ],
  );
});

Deno.test("A provider whose month is spent says so, and when the next one begins", async () => {
  const metered = async () =>
    (await list()).find(({ key }: { key: string }) => key === "metered");
  const before = await metered();
  const { usage } = service().storage;
  const date = day(NOW.slice(0, 10));
  await usage.record("metered", { requests: 7, failures: 0 }, date);
  const after = await metered();
  await usage.removeBefore(addDays(date, 1));
  assertEquals(
    [before, after].map(({ state, resting_until }) => [state, resting_until]),
    [["idle", null], ["spent", "2024-11-01T00:00:00.000Z"]],
  );
});

Deno.test("A new order and a switch show in the very next answer", async () => {
  assertEquals(await answering(), "bank");
  const reordered = await service().send("PUT", `${PATH}/order`, {
    order: ["market", "bank", "broken", "keyed", "metered", "mock"],
  });
  assertEquals(reordered.status, 200);
  assertEquals((await reordered.json())[0].key, "market");
  assertEquals(await answering(), "market");
  const off = await service().send("PATCH", `${PATH}/market`, {
    enabled: false,
  });
  assertEquals((await off.json()).state, "off");
  assertEquals(await answering(), "bank");
  await (await service().send("PUT", `${PATH}/order`, {
    order: ["bank", "market", "broken", "keyed", "metered", "mock"],
  })).body?.cancel();
  await (await service().send("PATCH", `${PATH}/market`, { enabled: true }))
    .body?.cancel();
});

Deno.test("A test asks the provider now, shows a sample, and stores nothing", async () => {
  const trial = await (await service().send("POST", `${PATH}/bank/test`))
    .json();
  assertEquals(
    [trial.ok, trial.date, trial.rates, trial.sample, trial.failure],
    [true, "2024-10-29", 3, { base: "EUR", quote: "USD", rate: 1.0795 }, null],
  );
});

Deno.test("A test of a provider that is away says why", async () => {
  const response = await service().send("POST", `${PATH}/broken/test`);
  assertEquals(response.status, 200);
  const trial = await response.json();
  assertEquals([trial.ok, trial.failure], [false, {
    fault: "unreachable",
    reason: "No connection to broken.example",
  }]);
});

Deno.test("A provider that failed a day is asked for it again after a reset, and not before", async () => {
  const question = "/exchange-rate?source=EUR&target=CHF&date=2024-10-24";
  const askedAfter = async (work: () => Promise<Response>) => {
    const before = away.asked.length;
    await (await work()).body?.cancel();
    return away.asked.length - before;
  };
  const ask = () => service().request(question);
  assertEquals(await askedAfter(ask), 1);
  assertEquals(await askedAfter(ask), 0);
  const reset = () => service().send("POST", `${PATH}/broken/reset`);
  assertEquals(await askedAfter(reset), 0);
  assertEquals(await askedAfter(ask), 1);
});

const REFUSED: [string, string, unknown, number, RegExp][] = [
  ["PUT", "/order", { order: ["bank"] }, 400, /market/],
  [
    "PUT",
    "/order",
    { order: ["bank", "bank", "market", "broken", "keyed", "metered", "mock"] },
    400,
    /bank/,
  ],
  ["PUT", "/order", { order: [] }, 400, /order/],
  ["PATCH", "/nobody", { enabled: true }, 404, /no provider 'nobody'/],
  ["PATCH", "/bank", { priority: 1 }, 400, /priority/],
  ["PATCH", "/bank", { enabled: "yes" }, 400, /enabled/],
  ["POST", "/nobody/test", undefined, 404, /no provider 'nobody'/],
  ["POST", "/nobody/reset", undefined, 404, /no provider 'nobody'/],
];

for (const [method, path, body, status, message] of REFUSED) {
  Deno.test(`${method} ${path} of ${JSON.stringify(body)} answers ${status}: ${message}`, async () => {
    const response = await service().send(method, `${PATH}${path}`, body);
    assertEquals(response.status, status);
    assertMatch((await response.json()).detail, message);
  });
}
