/** The first day on each kind of database, in a real browser: set up, change something, find it after a restart. */

import { assertEquals } from "@std/assert";
import { startDayUpstream } from "../support/day_upstream.ts";
import { PASSWORD } from "../support/people.ts";
import { useBrowser } from "./support/use_browser.ts";

for (const kind of ["embedded", "postgres"] as const) {
  const test = useBrowser(kind);
  test("The first administrator sets up, changes a currency, and finds both after a restart", async ({ start }) => {
    const site = await start({}, "nobody");
    const link = new URL((await site.line(/\/admin\/setup#token=/)).trim());
    const page = await site.open(link.pathname + link.hash, { as: null });
    const form = page.getByRole("form", { name: "First administrator" });
    await form.getByLabel("User name").fill("Ada");
    await form.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await form.getByRole("button", { name: "Become the administrator" })
      .click();
    await page.getByRole("link", { name: "Your account: ada" }).waitFor();
    await page.getByRole("link", { name: "Currencies" }).click();
    const inr = page.getByRole("switch", { name: "INR can be asked for" });
    await inr.click();
    await page.getByText("INR disabled").waitFor({ state: "attached" });
    await site.restart();
    await page.reload();
    await page.getByRole("link", { name: "Your account: ada" }).waitFor();
    await inr.waitFor();
    assertEquals(await inr.isChecked(), false);
  });

  test("A Sunday has Friday's rates, the first provider converts, and a load ends", async ({ start }) => {
    await using upstream = startDayUpstream();
    const site = await start({
      CURRENCYBEACON_API_KEY: "test-key",
      CURRENCYBEACON_URL: upstream.url,
    });
    const page = await site.open("/admin/providers");
    const order = page.waitForResponse(/\/providers\/order$/);
    await page.getByRole("button", {
      name: "Ask European Central Bank earlier",
    })
      .click();
    assertEquals((await order).status(), 200);
    const converter = await site.open(
      "/admin/convert?amount=1250&source=EUR&targets=USD&date=2024-10-27",
    );
    const amounts = converter.getByRole("list", { name: "Amounts" });
    await amounts.getByText("Friday’s rate, 25 Oct").waitFor();
    await amounts.getByText("European Central Bank").waitFor();
    assertEquals(await amounts.locator(".figure b").innerText(), "1,353.13");

    await page.getByRole("link", { name: "History", exact: true }).click();
    await page.getByLabel("Provider", { exact: true })
      .selectOption("currencybeacon");
    await page.getByLabel("From", { exact: true }).fill("2024-10-21");
    await page.getByLabel("To", { exact: true }).fill("2024-10-27");
    await page.getByText(/^Takes 7 requests to CurrencyBeacon/).waitFor();
    await page.getByRole("button", { name: "Load", exact: true }).click();
    await page.getByRole("region", { name: "Past loads" }).getByText("Done")
      .waitFor();
    const back = page.waitForResponse(/\/providers\/order$/);
    await page.getByRole("link", { name: "Providers" }).click();
    await page.getByRole("button", { name: "Ask European Central Bank later" })
      .click();
    assertEquals((await back).status(), 200);
    await converter.reload();
    await amounts.getByText("CurrencyBeacon").waitFor();
    assertEquals(await amounts.locator(".figure b").innerText(), "1,373.63");
  });
}
