/** The providers, in a real browser: put in another order by keys and by hand, and the next answer comes from the first. */

import { assertEquals, assertMatch } from "@std/assert";
import { startDayUpstream } from "../support/day_upstream.ts";
import { respond } from "../support/upstream.ts";
import { beaconDay } from "../support/vendors.ts";
import { expectAccessible } from "./support/axe.ts";
import { shot } from "./support/shot.ts";
import { useBrowser } from "./support/use_browser.ts";

const test = useBrowser();

test("A provider that is put first answers the next question, and the preview told so before", async ({ start }) => {
  await using upstream = startDayUpstream();
  const site = await start({
    CURRENCYBEACON_API_KEY: "test-key",
    CURRENCYBEACON_URL: upstream.url,
  });
  const answering = async () => {
    const response = await fetch(
      `${site.address}/api/v1/exchange-rate?source=USD&target=EUR&date=2024-10-25`,
    );
    return (await response.json()).provider;
  };
  const page = await site.open("/admin/providers");
  await page.getByText(/^CurrencyBeacon is asked/).first().waitFor();
  assertEquals(await answering(), "currencybeacon");
  await page.getByLabel("If first were").selectOption("ecb");
  await page.locator(".outlooks dd").nth(1)
    .getByText(/^European Central Bank (is asked|answers)/).waitFor();
  await expectAccessible(page);
  await shot(page, "providers");
  await page.getByRole("button", { name: "Ask European Central Bank earlier" })
    .focus();
  await page.keyboard.press("Alt+ArrowUp");
  await page.getByText(/^European Central Bank is asked first/).waitFor();
  await page.locator(".outlooks dd").first()
    .getByText(/^European Central Bank (is asked|answers)/).waitFor();
  assertEquals(await answering(), "ecb");
  const today = new Date().toISOString().slice(0, 10);
  upstream.misbehave(() => respond(beaconDay(today, { EUR: "0.91" })));
  const test = page.getByRole("button", { name: "Test now: CurrencyBeacon" });
  await test.click();
  assertMatch(
    await page.getByText(/^Answered in [\d.,]+ ms with/).innerText(),
    /1 USD = /,
  );
});

test("An order that somebody else has changed is not overwritten", async ({ start }) => {
  const site = await start();
  const page = await site.open("/admin/providers");
  const names = page.locator(".provider h2");
  await names.first().waitFor();
  const before = await names.allInnerTexts();
  const order = ["frankfurter", "ecb", "currencybeacon", "openexchangerates"];
  const changed = await page.request.put("/api/v1/providers/order", {
    data: { order: [...order, "currency-api", "mock"] },
    headers: { origin: site.address },
  });
  assertEquals(changed.status(), 200);
  await page.getByRole("button", { name: `Ask ${before[0]} later` }).click();
  await page.getByText(/The order has been changed since you read it/)
    .waitFor();
  await page.getByText(/^Frankfurter is asked first/).waitFor();
  await expectAccessible(page);
});
