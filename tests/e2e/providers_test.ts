/** The providers, in a real browser: put in another order by keys and by hand, and the next answer comes from the first. */

import { assertEquals, assertMatch } from "@std/assert";
import type { Page } from "playwright-core";
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

test("A provider is dragged to the first place with the mouse, or put there by keys, and converts from then on", async ({ start }) => {
  await using upstream = startDayUpstream();
  const site = await start({
    CURRENCYBEACON_API_KEY: "test-key",
    CURRENCYBEACON_URL: upstream.url,
  });
  const page = await site.open("/admin/providers");
  const row = (name: string) =>
    page.getByRole("listitem").filter({
      has: page.getByRole("heading", { name, level: 2 }),
    });
  const converter = await site.open(
    "/admin/convert?amount=100&source=USD&targets=EUR&date=2024-10-25",
  );
  const amount = async (provider: string) => {
    await converter.reload();
    await converter.getByText(provider).first().waitFor();
    return await converter.getByRole("list", { name: "Amounts" })
      .locator(".figure b").innerText();
  };
  await row("European Central Bank").waitFor();
  assertEquals(await amount("CurrencyBeacon"), "91.00");

  const grip = row("European Central Bank").getByTitle(/^Drag/);
  const from = await grip.boundingBox();
  const to = await row("CurrencyBeacon").boundingBox();
  if (!from || !to) throw new Error("The providers have no place on the page");
  await grip.hover();
  await page.mouse.down();
  await page.mouse.move(from.x + 4, to.y + 2, { steps: 8 });
  await page.keyboard.press("Escape");
  await page.mouse.up();
  await page.getByText(/^CurrencyBeacon is asked first/).waitFor();
  await grip.hover();
  await page.mouse.down();
  await page.mouse.move(from.x + 4, to.y + 2, { steps: 8 });
  const saved = page.waitForResponse(/\/providers\/order$/);
  await page.mouse.up();
  assertEquals((await saved).status(), 200);
  await page.getByText(/^European Central Bank is asked first/).waitFor();
  assertEquals(await amount("European Central Bank"), "92.38");

  await row("European Central Bank").getByRole("button", { name: /later$/ })
    .focus();
  const back = page.waitForResponse(/\/providers\/order$/);
  await page.keyboard.press("Alt+ArrowDown");
  assertEquals((await back).status(), 200);
  await row("European Central Bank").getByRole("button", { name: /later$/ })
    .and(page.locator(":focus")).waitFor();
  assertEquals(await amount("CurrencyBeacon"), "91.00");
});

test("Of two administrators who put the providers in order, the second is told and overwrites nothing", async ({ start }) => {
  const site = await start();
  const [first, second] = [
    await site.open("/admin/providers"),
    await site.open("/admin/providers"),
  ];
  const later = "Ask European Central Bank later";
  await second.getByRole("button", { name: later }).waitFor();
  const saved = first.waitForResponse(/\/providers\/order$/);
  await first.getByRole("button", { name: later }).click();
  assertEquals((await saved).status(), 200);
  await second.getByRole("button", { name: "Ask Frankfurter later" }).click();
  await second.getByText(/The order has been changed since you read it/)
    .waitFor();
  const names = (page: Page) => page.locator(".provider h2").allInnerTexts();
  assertEquals(await names(second), await names(first));
  await second.getByRole("button", { name: "Ask Frankfurter later" }).click();
  await second.getByText(/The order has been changed since you read it/)
    .waitFor({ state: "detached" });
});
