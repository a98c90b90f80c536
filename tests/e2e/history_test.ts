/** The history, in a real browser: what is there, loading what is not, and handing in a file. */

import { Buffer } from "node:buffer";
import { assert, assertEquals } from "@std/assert";
import { strToU8, zipSync } from "fflate";
import type { Locator, Page } from "playwright-core";
import { startDayUpstream } from "../support/day_upstream.ts";
import { startGatedUpstream } from "../support/gated_upstream.ts";
import { days } from "../support/stored.ts";
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

const TWENTY_DAYS = days("2024-03-01", "2024-03-20");

/** A load of twenty days from an upstream, begun on the page where it was counted: its bar. */
async function beginLoad(page: Page): Promise<Locator> {
  await page.getByLabel("Provider", { exact: true })
    .selectOption("currencybeacon");
  await page.getByLabel("From", { exact: true }).fill(TWENTY_DAYS.from);
  await page.getByLabel("To", { exact: true }).fill(TWENTY_DAYS.to);
  await page.getByText(/^Takes 20 requests to CurrencyBeacon/).waitFor();
  await page.getByRole("button", { name: "Load", exact: true }).click();
  const bar = page.getByRole("progressbar", { name: /CurrencyBeacon/ });
  await bar.waitFor();
  return bar;
}

test("A load is counted beforehand, followed to its end, and stands among the past ones", async ({ start }) => {
  await using upstream = startDayUpstream(300);
  const site = await start({
    CURRENCYBEACON_API_KEY: "test-key",
    CURRENCYBEACON_URL: upstream.url,
  });
  const page = await site.open("/admin/history");
  const bar = await beginLoad(page);
  await expectAccessible(page);
  await page.getByRole("region", { name: "Past loads" })
    .getByRole("listitem").filter({ hasText: "CurrencyBeacon" })
    .getByText("Done").waitFor();
  assertEquals(await bar.count(), 0);
  await page.getByText(/^Every one of these days is known/).waitFor();
  await shot(page, "history-loaded");
});

/** Drops a file on the page as a hand would: dragged over the place, then let go. */
async function drop(page: Page, name: string, content: Uint8Array) {
  const place = page.getByText("Have a file already?");
  const dataTransfer = await page.evaluateHandle(`(() => {
    const transfer = new DataTransfer();
    const bytes = new Uint8Array([${content.join()}]);
    transfer.items.add(new File([bytes], ${JSON.stringify(name)}));
    return transfer;
  })()`);
  for (const type of ["dragenter", "dragover", "drop"]) {
    await place.dispatchEvent(type, { dataTransfer });
  }
}

test("A file that is dropped is read; a wrong one is refused in words, and stores nothing", async ({ start }) => {
  const site = await start();
  const page = await site.open("/admin/history");
  const stored = async () =>
    await (await fetch(`${site.address}/api/v1/coverage/years`)).json();
  const csv = "Date,USD,INR,\n2019-03-08,1.1222,78.5,\n";
  await page.getByText("Have a file already?").waitFor();
  const before = await stored();
  await drop(page, "holiday.jpg", strToU8("\xff\xd8\xff\xe0 no rates"));
  const refused = page.getByRole("alert").filter({
    hasText: "Nothing was stored.",
  });
  await refused.getByText(/zip|CSV|XML/).waitFor();
  await expectAccessible(page);
  assertEquals(await stored(), before);

  await drop(
    page,
    "eurofxref-hist.zip",
    zipSync({ "eurofxref-hist.csv": strToU8(csv) }),
  );
  await page.getByText("1 day with rates, 8 Mar 2019: 2 new rates").first()
    .waitFor();
  await refused.waitFor({ state: "detached" });
  await page.getByRole("button", { name: /^2019: 1 day loaded/ }).waitFor();
});

/** Waits until so many of its requests, or more, are over, and the bar with them. */
async function passed(page: Page, least: number): Promise<void> {
  const counts = Array.from({ length: 21 - least }, (_, i) => least + i);
  await page.getByText(new RegExp(`^(${counts.join("|")}) of 20 requests`))
    .waitFor();
  const bar = page.getByRole("progressbar", { name: /CurrencyBeacon/ });
  const percent = Number(await bar.getAttribute("aria-valuenow"));
  assert(percent >= 5 * least, `${percent}%`);
}

test("A load is paused, goes on, is cancelled and tried again from the page, and its bar moves by itself", async ({ start }) => {
  await using upstream = startGatedUpstream(TWENTY_DAYS);
  const site = await start({
    CURRENCYBEACON_API_KEY: "test-key",
    CURRENCYBEACON_URL: upstream.url,
    INGEST_CONCURRENCY: "1",
    UPSTREAM_TIMEOUT_MS: "60000",
  });
  const page = await site.open("/admin/history");
  await beginLoad(page);
  upstream.open(3);
  await passed(page, 3);
  const press = (name: string) =>
    page.getByRole("button", { name: `${name}: CurrencyBeacon` }).click();
  await press("Pause");
  upstream.open(1);
  await page.getByText("It goes on when you say so.").waitFor();
  await expectAccessible(page);
  await press("Go on");
  upstream.open(4);
  await passed(page, 7);
  await press("Cancel");
  const past = page.getByRole("region", { name: "Past loads" });
  await past.getByText("Cancelled").waitFor();
  assertEquals(await page.getByRole("progressbar").count(), 0);
  await expectAccessible(page);
  upstream.open(20);
  await press("Try again");
  await past.getByText("Done").waitFor();
});

test("A bar goes on where the service is started again under it, and where its stream is refused", async ({ start }) => {
  await using upstream = startGatedUpstream(TWENTY_DAYS);
  const site = await start({
    CURRENCYBEACON_API_KEY: "test-key",
    CURRENCYBEACON_URL: upstream.url,
    INGEST_CONCURRENCY: "1",
    UPSTREAM_TIMEOUT_MS: "60000",
  });
  const page = await site.open("/admin/history");
  const refused = await site.open("/admin", {
    prepare: async (page) =>
      void await page.route(
        /\/events$/,
        (route) => route.fulfill({ status: 502 }),
      ),
  });
  await beginLoad(page);
  upstream.open(3);
  await passed(page, 3);
  await site.restart();
  upstream.open(8);
  await passed(page, 7);
  await refused.reload();
  await passed(refused, 7);
  upstream.open(20);
  await page.getByRole("region", { name: "Past loads" }).getByText("Done")
    .waitFor();
  await refused.getByRole("progressbar").waitFor({ state: "detached" });
  await page.getByText("The service does not answer.").waitFor({
    state: "detached",
  });
});
