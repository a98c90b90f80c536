import { assertEquals, assertMatch } from "@std/assert";
import { ECB_CURRENCIES } from "../../rates/currency.ts";
import { useService } from "../support/service.ts";
import { bank, NOW } from "../support/upstreams.ts";

const service = useService(() => ({ providers: [bank()], time: NOW }));
const PATH = "/api/v1/currencies";

Deno.test("The first start enables the thirty of the European Central Bank, with names and symbols", async () => {
  const all = await (await service().request("/currencies/")).json();
  const codes = all.map(({ code }: { code: string }) => code);
  assertEquals(ECB_CURRENCIES.filter((code) => !codes.includes(code)), []);
  const { id: _id, created_at: _c, updated_at: _u, version: _v, ...inr } = all
    .find((
      { code }: { code: string },
    ) => code === "INR");
  assertEquals(inr, {
    code: "INR",
    name: "Indian Rupee",
    symbol: "₹",
    numeric_code: "356",
    minor_units: 2,
    enabled: true,
  });
});

Deno.test("A code is enough to add a currency; the rest comes from ISO 4217", async () => {
  const response = await service().send("POST", PATH, { code: "bhd" });
  assertEquals(response.status, 201);
  assertEquals(response.headers.get("location"), "/api/v1/currencies/BHD");
  const created = await response.json();
  assertEquals(
    [created.code, created.name, created.minor_units, created.numeric_code],
    ["BHD", "Bahraini Dinar", 3, "048"],
  );
  const again = await service().send("POST", PATH, { code: "BHD" });
  assertEquals([again.status, (await again.json()).code], [409, "conflict"]);
});

Deno.test("A currency outside ISO 4217 needs a name and its minor units", async () => {
  const refused = await service().send("POST", PATH, { code: "XQP" });
  assertEquals(refused.status, 400);
  assertMatch(
    (await refused.json()).detail,
    /name and minor_units are required/,
  );
  const added = await service().send("POST", PATH, {
    code: "XQP",
    name: "Points",
    minor_units: 0,
  });
  assertEquals((await added.json()).symbol, "XQP");
});

Deno.test("A currency is read by its id and by its code", async () => {
  const byCode = await (await service().request(`${PATH}/chf`)).json();
  const byId = await (await service().request(`${PATH}/${byCode.id}/`)).json();
  assertEquals(byId, byCode);
});

Deno.test("PATCH changes what is given; PUT fills what is left out from ISO 4217", async () => {
  const patched = await service().send("PATCH", `${PATH}/SEK`, {
    symbol: "Kr",
    enabled: false,
  });
  assertEquals(patched.status, 200);
  const refused = await service().request(
    "/exchange-rate?source=SEK&target=EUR",
  );
  assertEquals((await refused.json()).code, "unknown_currency");
  const put = await service().send("PUT", `${PATH}/SEK`, { code: "SEK" });
  const { symbol, enabled, name } = await put.json();
  assertEquals([symbol, enabled, name], ["kr", true, "Swedish Krona"]);
});

Deno.test("A deleted currency is gone for questions, and its rates are there when it comes back", async () => {
  const rate = "/exchange-rate?source=EUR&target=JPY&date=2024-10-25";
  const before = await (await service().request(rate)).json();
  const deleted = await service().send("DELETE", `${PATH}/JPY`);
  assertEquals([deleted.status, await deleted.text()], [204, ""]);
  assertEquals((await service().request(rate)).status, 400);
  assertEquals((await service().send("DELETE", `${PATH}/JPY`)).status, 404);
  await (await service().send("POST", PATH, { code: "JPY" })).body?.cancel();
  assertEquals(await (await service().request(rate)).json(), before);
});

const REFUSED: [string, string, unknown, number, RegExp][] = [
  ["POST", "", {}, 400, /code: This is required/],
  ["POST", "", { code: "EURO" }, 400, /three letters/],
  ["POST", "", { code: "AED", id: 7 }, 400, /id: There is no such member/],
  ["POST", "", { code: "AED", minor_units: 99 }, 400, /minor_units/],
  ["POST", "", { code: "AED", name: "" }, 400, /name/],
  ["POST", "", [], 400, /object/],
  ["PATCH", "/EUR", {}, 400, /at least one member/],
  ["PATCH", "/EUR", { code: "USD" }, 409, /USD/],
  ["PATCH", "/ZZZ", { enabled: true }, 404, /no currency with the code ZZZ/],
  ["PATCH", "/999", { enabled: true }, 404, /no currency with the id 999/],
  ["PATCH", "/9007199254740993", { enabled: true }, 400, /by its id/],
  ["PATCH", "/1'--", { enabled: true }, 400, /by its id/],
];

for (const [method, path, body, status, message] of REFUSED) {
  Deno.test(`${method} ${path || "/"} of ${JSON.stringify(body)} answers ${status}: ${message}`, async () => {
    const response = await service().send(method, `${PATH}${path}`, body);
    assertEquals(response.status, status);
    assertMatch((await response.json()).detail, message);
  });
}
