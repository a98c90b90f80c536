/** The charts, in a real browser: what is drawn, what can be read, heard, zoomed, taken along and passed on. */

import { assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import type { Page } from "playwright-core";
import { expectAccessible } from "./support/axe.ts";
import { holdCurrencies } from "./support/late_currencies.ts";
import { expectStill } from "./support/layout.ts";
import { shot } from "./support/shot.ts";
import { useBrowser } from "./support/use_browser.ts";

const test = useBrowser();

const YEAR = "source=EUR&targets=USD,GBP&from=2024-10-25&to=2025-10-24";
const PUBLISHED_DAYS = 261;

const slider = (page: Page) =>
  page.getByRole("slider", { name: /of 1 EUR|1 EUR from 100/ });

/** Waits until the lines are there. */
async function drawn(page: Page): Promise<void> {
  await page.locator(".plot canvas").waitFor();
}

/** The cells of a row of the table. */
async function cells(page: Page, row: number): Promise<readonly string[]> {
  return await page.getByRole("table").getByRole("row").nth(row)
    .locator("th, td").allInnerTexts();
}

test("Two currencies over a year are drawn, and the table has their values", async ({ start }) => {
  const site = await start();
  const page = await site.open(`/admin/charts?${YEAR}&scale=rate`);
  await drawn(page);
  await expectStill(page);
  const lines = page.getByRole("list", { name: "Lines" });
  assertEquals(await lines.getByRole("listitem").count(), 2);
  await page.getByText(/25 Oct 2024 to 24 Oct 2025/).waitFor();
  await expectAccessible(page);
  await shot(page, "charts");
  await page.getByRole("button", { name: "Table" }).click();
  const rows = page.getByRole("table").getByRole("row");
  assertEquals(await rows.count(), 1 + PUBLISHED_DAYS);
  assertEquals((await cells(page, 0)).slice(1), ["USD", "GBP"]);
  const [day, usd, gbp] = await cells(page, PUBLISHED_DAYS);
  assertEquals(day, "25 Oct 2024");
  assertMatch(usd ?? "", /^1\.08250\s+0\.00%$/);
  assertMatch(gbp ?? "", /^0\.833380\s+0\.00%$/);
  await expectAccessible(page);
  await shot(page, "charts-table");
});

test("Lines that start at 100 do, and say how far they went", async ({ start }) => {
  const site = await start();
  const page = await site.open(`/admin/charts?${YEAR}&scale=index`);
  await drawn(page);
  await slider(page).focus();
  await page.keyboard.press("Home");
  assertEquals(
    await slider(page).getAttribute("aria-valuetext"),
    "25 October 2024; USD 100.00, 0.00% since the start; GBP 100.00, 0.00% since the start",
  );
  await page.keyboard.press("ArrowRight");
  assertMatch(
    await slider(page).getAttribute("aria-valuetext") ?? "",
    /^28 October 2024; USD /,
  );
  await expectAccessible(page);
  await shot(page, "charts-index");
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "CSV" }).click();
  const file = await (await download).path();
  const [head, first, ...rest] = (await Deno.readTextFile(file)).trimEnd()
    .split("\r\n");
  assertEquals([head, first], ["date,USD,GBP", "2024-10-25,100,100"]);
  assertEquals(rest.length, PUBLISHED_DAYS - 1);
});

test("The CSV of rates has every digit and where they come from", async ({ start }) => {
  const site = await start();
  const page = await site.open(`/admin/charts?${YEAR}&scale=rate`);
  await drawn(page);
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "CSV" }).click();
  const file = await (await download).path();
  const [head, first] = (await Deno.readTextFile(file)).split("\r\n");
  assertMatch(head ?? "", /^date,source,target,rate,rate_date,provider/);
  assertMatch(first ?? "", /^2024-10-25,EUR,\w+,[\d.]+,2024-10-25,ecb,direct/);
});

test("Dragging over the chart zooms into those days, and the way back is a button", async ({ start }) => {
  const site = await start();
  const page = await site.open(`/admin/charts?${YEAR}&scale=index`);
  await drawn(page);
  const box = await page.locator(".plot .u-over").boundingBox();
  if (!box) throw new Error("The plot has no place on the page");
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width / 4, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, y, { steps: 5 });
  await page.mouse.up();
  await page.waitForURL(/from=2025-01-/);
  const zoomed = new URL(page.url()).searchParams;
  assertAlmostEquals(
    Date.parse(zoomed.get("to") ?? "") - Date.parse(zoomed.get("from") ?? ""),
    91 * 86_400_000,
    4 * 86_400_000,
  );
  await page.getByRole("button", { name: "Reset zoom" }).click();
  await page.waitForURL(`**/admin/charts?${YEAR}&scale=index`);
});

test("Keys zoom around the day they point at, and back out again", async ({ start }) => {
  const site = await start();
  const page = await site.open(`/admin/charts?${YEAR}&scale=index`);
  await drawn(page);
  await slider(page).focus();
  await page.keyboard.press("End");
  await page.keyboard.press("+");
  await page.waitForURL(/from=2025-04-2\d&to=2025-10-24/);
  await page.locator(".plottip").getByText("24 October 2025").waitFor();
  await page.keyboard.press("-");
  await page.waitForURL(/from=2024-10-2\d&to=2025-10-24/);
  await page.getByRole("button", { name: "Reset zoom" }).click();
  await page.waitForURL(`**/admin/charts?${YEAR}&scale=index`);
});

test("Two fingers zoom, one finger points, and the page scrolls under it as elsewhere", async ({ start }) => {
  const site = await start();
  const page = await site.open(`/admin/charts?${YEAR}&scale=index`);
  await page.setViewportSize({ width: 360, height: 640 });
  await drawn(page);
  const hand = await page.context().newCDPSession(page);
  await hand.send("Emulation.setTouchEmulationEnabled", { enabled: true });
  await page.locator(".plot").scrollIntoViewIfNeeded();
  const box = await page.locator(".plot .u-over").boundingBox();
  if (!box) throw new Error("The plot has no place on the page");
  const [middle, y] = [box.x + box.width / 2, box.y + 80];
  const touch = (
    type: "touchStart" | "touchMove" | "touchEnd",
    ...fingers: readonly { readonly x: number; readonly y?: number }[]
  ) =>
    hand.send("Input.dispatchTouchEvent", {
      type,
      touchPoints: fingers.map((finger, id) => ({ y, ...finger, id })),
    });
  const spread = (by: number) => [{ x: middle - by }, { x: middle + by }];
  await touch("touchStart", { x: middle });
  for (const by of [20, 40, 60]) await touch("touchMove", { x: middle + by });
  await page.locator(".plottip").waitFor();
  await touch("touchEnd");

  await touch("touchStart", ...spread(30));
  for (const by of [40, 50, 60]) await touch("touchMove", ...spread(by));
  await touch("touchEnd");
  await page.waitForURL(/from=2025-01-2\d&to=2025-07-2\d/);

  await page.evaluate("scrollTo(0, document.documentElement.scrollHeight)");
  const before = await page.evaluate("scrollY");
  await touch("touchStart", { x: middle });
  for (const by of [20, 40, 60, 80, 100]) {
    await touch("touchMove", { x: middle, y: y + by });
  }
  await touch("touchEnd");
  await page.waitForFunction(`scrollY < ${before}`);
});

test("What is pointed at stays so when evening comes", async ({ start }) => {
  const site = await start();
  const page = await site.open(`/admin/charts?${YEAR}&scale=index`);
  await drawn(page);
  await slider(page).focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowRight");
  const tip = page.locator(".plottip");
  await tip.getByText("28 October 2024").waitFor();
  const canvas = await page.locator(".plot canvas").elementHandle();
  await page.emulateMedia({ colorScheme: "dark" });
  await page.waitForFunction((old) => !old?.isConnected, canvas);
  await tip.getByText("28 October 2024").waitFor();
});

test("Currencies come and go, the address follows, and opens the same chart", async ({ start }) => {
  const site = await start();
  const page = await site.open("/admin/charts");
  await drawn(page);
  await page.getByRole("button", { name: "Add a currency" }).click();
  await page.getByRole("combobox").fill("yen");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Remove GBP" }).click();
  await page.getByRole("button", { name: "3M" }).click();
  await page.getByRole("button", { name: "Rate", exact: true }).click();
  await page.waitForURL(/targets=USD,JPY&period=3m&scale=rate$/);
  await page.getByText(/the small ones look flat/).waitFor();
  const again = await site.open(page.url().slice(site.address.length));
  await drawn(again);
  await again.getByRole("button", { name: "Remove JPY" }).waitFor();
  assertEquals(again.url(), page.url());
});

test("A chart of many years is asked for in months, and says what is not there yet", async ({ start }) => {
  const site = await start();
  const page = await site.open("/admin/charts");
  await drawn(page);
  const answer = page.waitForResponse(/currency-rates\?/);
  await page.getByRole("button", { name: "Max" }).click();
  assertEquals(
    new URL((await answer).url()).searchParams.get("group"),
    "month",
  );
  await page.getByText("monthly means").waitFor();
  await page.getByText("Not complete").waitFor();
  await expectAccessible(page);
});

test("Days that nobody has rates for, and no currency at all, say so", async ({ start }) => {
  const site = await start();
  const page = await site.open(
    "/admin/charts?source=EUR&targets=USD&from=2024-10-26&to=2024-10-27&scale=rate",
  );
  await page.getByText("Nobody has rates for these days.").waitFor();
  await expectAccessible(page);
  await shot(page, "charts-empty");
  await page.getByRole("button", { name: "Remove USD" }).click();
  await page.getByText("Add a currency to see its rates.").waitFor();
  await page.locator("#add-line:focus").waitFor();
});

test("What an address asks does not wait for the currencies, and leaves out what is none of them", async ({ share }) => {
  const site = await share();
  const page = await site.open(
    `/admin/charts?${YEAR.replace("GBP", "GBP,QQQ")}&scale=rate`,
    { prepare: (page) => holdCurrencies(page, /symbols=USD%2CGBP%2CQQQ/) },
  );
  await drawn(page);
  assertEquals(await page.getByRole("alert").count(), 0);
  await page.getByText("not enabled here").waitFor();
});

test("A chart whose drawing cannot be fetched says so, and its table is there", async ({ share }) => {
  const site = await share();
  const page = await site.open(`/admin/charts?${YEAR}&scale=rate`, {
    prepare: async (page) =>
      void await page.route(/assets\/plot-/, (route) => route.abort()),
  });
  await page.getByText("The drawing could not be fetched.").waitFor();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Table" }).click();
  const rows = page.getByRole("table").getByRole("row");
  assertEquals(await rows.count(), 1 + PUBLISHED_DAYS);
});

test("A chart that was drawn stays while its next question fails, and says that it is the earlier one", async ({ share }) => {
  const site = await share();
  const page = await site.open(`/admin/charts?${YEAR}&scale=rate`);
  await drawn(page);
  await page.context().setOffline(true);
  await page.getByRole("button", { name: "3M" }).click();
  await page.getByText("What you see answers an earlier question.").waitFor();
  await page.getByText(/25 Oct 2024 to 24 Oct 2025/).waitFor();
  await expectAccessible(page);
  await page.context().setOffline(false);
  await page.getByText("What you see answers an earlier question.")
    .waitFor({ state: "detached" });
  await page.getByText(/25 Oct 2024 to 24 Oct 2025/)
    .waitFor({ state: "detached" });
});
