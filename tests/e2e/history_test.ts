/** The history, in a real browser: what is there, loading what is not, and handing in a file. */

import { Buffer } from "node:buffer";
import { assertEquals } from "@std/assert";
import { strToU8, zipSync } from "fflate";
import { startDayUpstream } from "../support/day_upstream.ts";
import { expectAccessible } from "./support/axe.ts";
import { expectStill } from "./support/layout.ts";
import { shot } from "./support/shot.ts";
import { useBrowser } from "./support/use_browser.ts";

const test = useBrowser();

test("The calendar tells each day's state to eyes, keys and readers", async ({ start }) => {
  const site = await start();
  const page = await site.open("/admin/history");
  await page.getByLabel("Provider", { exact: true }).selectOption("ecb");
  await page.getByRole("button", { name: /^2024: / }).click();
  const friday = page.getByRole("gridcell", {
    name: "25 October 2024: loaded",
  });
  await friday.waitFor();
  await friday.focus();
  await page.keyboard.press("ArrowDown");
  await page.getByText("Saturday, 26 October 2024: nothing published")
    .waitFor();
  await page.keyboard.press("ArrowRight");
  await page.getByText("Saturday, 2 November 2024").waitFor();
  await page.getByText("As a table").click();
  const october = page.getByRole("row", { name: /^October/ });
  assertEquals(await october.getByRole("cell").allInnerTexts(), [
    "19",
    "6",
    "0",
    "6",
  ]);
  await expectStill(page);
  await expectAccessible(page);
  await shot(page, "history");
});

test("A file of the European Central Bank is dropped and counts its days; a damaged one changes nothing", async ({ start }) => {
  const site = await start();
  const page = await site.open("/admin/history");
  await page.getByLabel("Provider", { exact: true }).selectOption("ecb");
  const file = page.getByLabel("File of European Central Bank");
  const csv =
    "Date,USD,INR,\n2019-03-08,1.1222,78.5,\n2019-03-07,1.1271,oops,\n";
  const hand = (name: string, content: Uint8Array) =>
    file.setInputFiles({
      name,
      mimeType: "application/octet-stream",
      // The driver's own kind of bytes.
      buffer: Buffer.from(content),
    });
  await hand(
    "eurofxref-hist.zip",
    zipSync({ "eurofxref-hist.csv": strToU8(csv) }),
  );
  await page.getByText("2 days with rates, 7 Mar – 8 Mar 2019: 3 new rates")
    .first().waitFor();
  await page.getByText("Which rows, and why").click();
  await page.getByText(/^2019-03-07 INR = oops/).first().waitFor();
  await page.getByRole("button", { name: /^2019: 2 days loaded/ }).waitFor();
  await page.getByRole("region", { name: "Past loads" })
    .getByText("3 new rates, 1 row left out, from a file").waitFor();
  await hand("broken.csv", strToU8("Date,USD,\n2019-02-30,1.1,\n"));
  await page.getByText(/its first row is '2019-02-30'/).waitFor();
  await expectAccessible(page);
  await shot(page, "history-file");
});

test("A load is counted beforehand, followed to its end, and stands among the past ones", async ({ start }) => {
  await using upstream = startDayUpstream(300);
  const site = await start({
    CURRENCYBEACON_API_KEY: "test-key",
    CURRENCYBEACON_URL: upstream.url,
  });
  const page = await site.open("/admin/history");
  await page.getByLabel("Provider", { exact: true })
    .selectOption("currencybeacon");
  await page.getByLabel("From", { exact: true }).fill("2024-03-01");
  await page.getByLabel("To", { exact: true }).fill("2024-03-20");
  await page.getByText(/^Takes 20 requests to CurrencyBeacon/).waitFor();
  await page.getByRole("button", { name: "Load", exact: true }).click();
  const bar = page.getByRole("progressbar", { name: /CurrencyBeacon/ });
  await bar.waitFor();
  await expectAccessible(page);
  await page.getByRole("region", { name: "Past loads" })
    .getByRole("listitem").filter({ hasText: "CurrencyBeacon" })
    .getByText("Done").waitFor();
  assertEquals(await bar.count(), 0);
  await page.getByText(/^Every one of these days is known/).waitFor();
  await shot(page, "history-loaded");
});
