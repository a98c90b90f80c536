/** The first day on a Postgres server, in a real browser: set up, change something, find it after a restart. */

import { assertEquals } from "@std/assert";
import { PASSWORD } from "../support/people.ts";
import { useBrowser } from "./support/use_browser.ts";

const test = useBrowser("postgres");

test("On a Postgres server the first administrator sets up, changes a currency, and finds both after a restart", async ({ start }) => {
  const site = await start({}, "nobody");
  const link = new URL((await site.line(/\/admin\/setup#token=/)).trim());
  const page = await site.open(link.pathname + link.hash, { as: null });
  const form = page.getByRole("form", { name: "First administrator" });
  await form.getByLabel("User name").fill("Ada");
  await form.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await form.getByRole("button", { name: "Become the administrator" }).click();
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
