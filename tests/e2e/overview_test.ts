/** The overview, in a real browser: true on the first day, on a good one, and when the service goes away. */

import { assertEquals, assertMatch } from "@std/assert";
import { expectAccessible } from "./support/axe.ts";
import { expectStill } from "./support/layout.ts";
import { shot } from "./support/shot.ts";
import { useBrowser } from "./support/use_browser.ts";

const test = useBrowser();

test("The overview says how fresh the rates are, who is well and how complete history is", async ({ start }) => {
  const site = await start();
  const page = await site.open("/admin");
  const table = page.getByRole("table");
  await table.getByText("European Central Bank").waitFor();
  await page.getByText(/of [\d,]+ days since 1999/).first().waitFor();
  assertMatch(
    await page.locator(".headline").innerText(),
    /^(Rates are fresh: 30 currencies, newest day|The newest rates are of) \d+ \w+/,
  );
  await expectStill(page);
  await expectAccessible(page);
  await shot(page, "overview");
});

test("What people changed lately is told to administrators, with who and when, and to nobody else", async ({ start }) => {
  const site = await start();
  const page = await site.open("/admin/currencies");
  await page.getByRole("switch", { name: /ISK/ }).click();
  await page.getByText("29 of 30 currencies can be asked for.").waitFor();
  await page.getByRole("link", { name: "Overview" }).click();
  const changes = page.getByRole("region", { name: "Changed lately" });
  await changes.getByText(/admin\s+disabled the currency ISK/).waitFor();
  assertEquals(await changes.getByText("logged in").count(), 0);
  await expectAccessible(page);
  await shot(page, "overview-changes");
  const viewer = await site.open("/admin", { as: "viewer" });
  await viewer.getByRole("region", { name: /^History/ }).waitFor();
  assertEquals(await viewer.getByText("Changed lately").count(), 0);
});

test("On the first day the overview says what to do next", async ({ start }) => {
  const site = await start({}, "empty");
  const page = await site.open("/admin", { as: null });
  const steps = page.getByRole("region", { name: "Where to begin" });
  await steps.waitFor();
  assertEquals(await steps.getByRole("listitem").count(), 4);
  await expectAccessible(page);
  await shot(page, "overview-first-day");
  await steps.getByRole("link", { name: "History" }).click();
  await page.getByRole("heading", { name: "History", level: 1 }).waitFor();
  await page.getByText("Nothing has been loaded yet.").waitFor();
  await expectAccessible(page);
  await shot(page, "history-empty");
});
