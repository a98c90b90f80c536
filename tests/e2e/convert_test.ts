/** The converter, in a real browser: what is asked, what is answered, and what is remembered. */

import { assertEquals, assertMatch } from "@std/assert";
import type { Page } from "playwright-core";
import { expectAccessible } from "./support/axe.ts";
import { holdCurrencies } from "./support/late_currencies.ts";
import { expectStill } from "./support/layout.ts";
import { shot } from "./support/shot.ts";
import { useBrowser } from "./support/use_browser.ts";

const test = useBrowser();

/** Two days after the Friday whose rates are known. */
const SUNDAY = "2024-10-27";

const amounts = (page: Page) => page.getByRole("list", { name: "Amounts" });

/** The row of a currency. */
const row = (page: Page, code: string) =>
  amounts(page).getByRole("listitem").filter({
    has: page.getByRole("button", { name: `Remove ${code}` }),
  });

/** The codes of the rows from top to bottom. */
async function codes(page: Page): Promise<readonly string[]> {
  return await amounts(page).locator(".target > .code").allInnerTexts();
}

test("The amount has the focus as soon as the page can be seen", async ({ share }) => {
  const site = await share();
  const page = await site.open(`/admin/convert?targets=USD&date=${SUNDAY}`);
  await page.locator("#amount:focus").waitFor();
});

test("Three currencies on a Sunday are answered with Friday's rates, and say so", async ({ start }) => {
  const site = await start();
  const page = await site.open(
    `/admin/convert?amount=1250&source=EUR&targets=USD,GBP,JPY&date=${SUNDAY}`,
  );
  for (
    const [code, amount, rate, name] of [
      ["USD", "1,353.13", "1.0825", "US dollar"],
      ["GBP", "1,041.73", "0.83338", "Pound"],
      ["JPY", "205,563", "164.45", "Yen"],
    ] as const
  ) {
    const its = row(page, code);
    await its.getByText("Friday’s rate, 25 Oct").waitFor();
    assertEquals(await its.locator(".figure b").innerText(), amount);
    await its.getByText(`1 EUR = ${rate}`).waitFor();
    await its.getByText(name).first().waitFor();
    await its.getByText("European Central Bank").waitFor();
  }
  await row(page, "USD").getByRole("link").waitFor();
  await expectStill(page);
  await expectAccessible(page);
  await shot(page, "convert");
  await page.getByRole("button", { name: "Exact digits" }).click();
  await row(page, "USD").getByText("1,353.125").waitFor();
  await shot(page, "convert-exact");
});

test("The last 90 days stand beside each rate, and lead to their chart", async ({ start }) => {
  const site = await start();
  const page = await site.open(
    "/admin/convert?amount=1&source=EUR&targets=USD&date=2025-06-30",
  );
  const trend = row(page, "USD").getByRole("link", {
    name: /^EUR to USD, [+-]\d+\.\d\d% since 1 Apr: open the chart$/,
  });
  await trend.click();
  await page.waitForURL(
    "**/admin/charts?source=EUR&targets=USD&from=2025-04-01&to=2025-06-30&scale=rate",
  );
  await page.getByRole("slider").waitFor();
});

test("Targets are added, put in order, removed and remembered, all by keyboard", async ({ start }) => {
  const site = await start();
  const page = await site.open("/admin/convert?source=EUR&targets=USD,GBP,JPY");
  await row(page, "JPY").waitFor();
  await page.getByRole("button", { name: "Move JPY up" }).focus();
  await page.keyboard.press("Alt+ArrowUp");
  await page.keyboard.press("Alt+ArrowUp");
  assertEquals(await codes(page), ["JPY", "USD", "GBP"]);
  await page.getByRole("button", { name: "Remove USD" }).focus();
  await page.keyboard.press("Delete");
  await page.locator("#remove-GBP:focus").waitFor();
  await page.getByRole("button", { name: "Add a currency" }).focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.type("franc");
  await page.keyboard.press("Enter");
  await row(page, "CHF").waitFor();
  assertEquals(await codes(page), ["JPY", "GBP", "CHF"]);
  await page.goto("/admin/convert");
  await row(page, "CHF").waitFor();
  assertEquals(await codes(page), ["JPY", "GBP", "CHF"]);
});

test("What is changed while the address is written is not undone by the address", async ({ start }) => {
  const site = await start();
  const page = await site.open("/admin/convert?source=EUR&targets=USD,GBP,JPY");
  await row(page, "JPY").waitFor();
  await page.evaluate(`(async () => {
    const up = () => document.getElementById("up-JPY").click();
    const write = history.replaceState;
    const written = new Promise((resolve) => {
      history.replaceState = (...address) => {
        write.apply(history, address);
        resolve();
      };
    });
    up();
    await written;
    history.replaceState = write;
    // The new address is drawn in these turns, and its effects run after the next frame.
    for (let turn = 0; turn < 50; turn++) await null;
    up();
  })()`);
  await page.waitForURL(/targets=JPY,USD,GBP$/);
  assertEquals(await codes(page), ["JPY", "USD", "GBP"]);
});

test("Swapping asks the other way round, and a link opens the same question elsewhere", async ({ start }) => {
  const site = await start();
  const page = await site.open(
    `/admin/convert?amount=100&source=EUR&targets=USD,GBP&date=${SUNDAY}`,
  );
  await page.getByRole("button", { name: "Swap EUR and USD" }).click();
  await row(page, "EUR").locator(".figure b").waitFor();
  assertMatch(
    page.url(),
    /\?amount=100&source=USD&targets=EUR,GBP&date=2024-10-27$/,
  );
  const amount = page.getByRole("textbox", { name: "Amount" });
  await amount.fill("2,500.5");
  await page.waitForURL(/amount=2500\.5&/);
  const other = await site.open(page.url().slice(site.address.length));
  await row(other, "EUR").getByText("Friday’s rate, 25 Oct").waitFor();
  assertEquals(
    await other.getByRole("textbox", { name: "Amount" }).inputValue(),
    "2,500.50",
  );
  assertEquals(
    await row(other, "EUR").locator(".figure b").innerText(),
    "2,309.93",
  );
  assertEquals(other.url(), page.url());
});

test("What an address asks does not wait for the currencies, and leaves out what is none of them", async ({ share }) => {
  const site = await share();
  const page = await site.open(
    "/admin/convert?source=EUR&targets=USD,QQQ&date=2024-10-25",
    { prepare: (page) => holdCurrencies(page, /targets=USD%2CQQQ/) },
  );
  await page.locator("[aria-label=Amounts] .figure b").first().waitFor();
  assertEquals(await page.getByRole("alert").count(), 0);
  await page.getByText("Not known here").waitFor();
});

test("What is no amount or no day that has come is refused beside its field", async ({ start }) => {
  const site = await start();
  const page = await site.open("/admin/convert?source=EUR&targets=USD");
  const amount = page.getByRole("textbox", { name: "Amount" });
  await amount.fill("-5");
  await page.getByText("An amount cannot be negative.").waitFor();
  await amount.fill("12x");
  await page.getByText("Write the amount as a plain number").waitFor();
  await expectAccessible(page);
  await amount.fill("12");
  await page.getByLabel("Day of the rates (UTC)").fill("2099-01-01");
  await page.getByText("That day has not begun (UTC).").waitFor();
  await expectAccessible(page);
});
