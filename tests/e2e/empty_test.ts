/** Services with little or nothing to show, in a real browser: each page says what is not there, and what to do. */

import { assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { expectAccessible } from "./support/axe.ts";
import { shot } from "./support/shot.ts";
import { useBrowser } from "./support/use_browser.ts";

const test = useBrowser();

/** Turns off what the service lists at an address, as the administrator whose page this is, but for one. */
async function turnOff(
  page: Page,
  list: "currencies" | "providers",
  except = "",
): Promise<void> {
  const refused: number = await page.evaluate(
    `(async () => {
      const all = await (await fetch("/api/v1/${list}")).json();
      const answers = await Promise.all(all
        .map(({ key, code }) => key ?? code)
        .filter((name) => name !== "${except}")
        .map((name) => fetch("/api/v1/${list}/" + name, {
          method: "PATCH",
          headers: { "content-type": "application/json" },
          body: '{"enabled":false}',
        })));
      return answers.filter(({ ok }) => !ok).length;
    })()`,
  );
  assertEquals(refused, 0);
}

test("Where every provider is off, each page says so and leads on", async ({ start }) => {
  const site = await start();
  const page = await site.open("/admin/providers");
  await turnOff(page, "providers");
  const main = page.getByRole("main");
  await page.reload();
  await main.getByText("Nobody who is on can answer USD to EUR.").waitFor();
  await expectAccessible(page);
  await shot(page, "off-providers");
  await page.goto("/admin");
  await main.getByText("No provider is on.").waitFor();
  await expectAccessible(page);
  await shot(page, "off-overview");
  await page.goto("/admin/convert?source=EUR&targets=USD&date=2024-10-25");
  await main.getByText("not available").waitFor();
  await expectAccessible(page);
  await shot(page, "off-convert");
  await page.goto("/admin/charts?source=EUR&targets=USD&scale=rate");
  await main.getByRole("alert").getByText(/No provider is enabled/).waitFor();
  await expectAccessible(page);
  await shot(page, "off-charts");
});

test("Who answers is asked of two currencies that are on, and of nobody while there are none", async ({ start }) => {
  const site = await start();
  const page = await site.open("/admin/providers");
  const preview = page.getByRole("region", { name: "Who answers" });
  await preview.getByText(/1 USD = [\d.]+ EUR/).waitFor();
  await turnOff(page, "currencies", "INR");
  const asked: string[] = [];
  page.on("request", (request) => {
    const { pathname, searchParams } = new URL(request.url());
    if (!pathname.endsWith("/preview")) return;
    asked.push(`${searchParams.get("source")} ${searchParams.get("target")}`);
  });
  await page.reload();
  await preview.getByText(/^Two currencies have to be on/).waitFor();
  await expectAccessible(page);
  await shot(page, "off-currencies-providers");
  await page.evaluate(`fetch("/api/v1/currencies/CHF", {
    method: "PATCH",
    headers: { "content-type": "application/json" },
    body: '{"enabled":true}',
  })`);
  await page.reload();
  await preview.getByText(/1 CHF = [\d.]+ INR/).waitFor();
  await page.getByLabel("Into").selectOption("CHF");
  await preview.getByText("Choose two currencies.").waitFor();
  assertEquals(await preview.getByRole("alert").count(), 0);
  assertEquals(asked.filter((pair) => pair !== "CHF INR"), []);
});

test("Where every currency is off, the converter and the charts say so", async ({ start }) => {
  const site = await start();
  const page = await site.open("/admin/currencies");
  await turnOff(page, "currencies");
  const main = page.getByRole("main");
  await page.goto("/admin/convert?source=EUR&targets=USD&date=2024-10-25");
  await main.getByText("EUR cannot be asked for here.").waitFor();
  await page.getByRole("button", { name: /^Convert from EUR/ }).click();
  await main.getByText("No other currency is enabled.").waitFor();
  await expectAccessible(page);
  await shot(page, "off-currencies-convert");
  await page.goto("/admin/charts?source=EUR&targets=USD&scale=rate");
  await main.getByText("EUR cannot be asked for here.").waitFor();
  await expectAccessible(page);
  await shot(page, "off-currencies-charts");
});

test("A year that another provider does not have gives way to its first one, and is there again on return", async ({ share }) => {
  const site = await share();
  const page = await site.open("/admin/history");
  const provider = page.getByLabel("Provider", { exact: true });
  const from = page.getByLabel("From", { exact: true });
  const chosen = page.getByRole("button", { pressed: true });
  await provider.selectOption("ecb");
  await page.getByRole("button", { name: /^2005: / }).click();
  await provider.selectOption("currency-api");
  await chosen.getByText("2024").waitFor();
  await page.getByRole("grid", { name: "Days of 2024" }).waitFor();
  assertEquals(await from.inputValue(), "2024-03-02");
  await page.getByText(/^Takes \d+ requests to/).waitFor();
  await expectAccessible(page);
  await provider.selectOption("ecb");
  await chosen.getByText("2005").waitFor();
  await page.getByRole("grid", { name: "Days of 2005" }).waitFor();
  assertEquals(await from.inputValue(), "2005-01-01");
});

test("A provider of which nothing is loaded says so, and what to press to those who may", async ({ share }) => {
  const site = await share();
  const page = await site.open("/admin/history");
  await page.getByLabel("Provider", { exact: true })
    .selectOption("frankfurter");
  const main = page.getByRole("main");
  await main.getByText(
    "Nothing is loaded from Frankfurter yet. Choose the days below, then press Load.",
  ).waitFor();
  const viewer = await site.open("/admin/history", { as: "viewer" });
  await viewer.getByLabel("Provider", { exact: true })
    .selectOption("frankfurter");
  await viewer.getByRole("main")
    .getByText("Nothing is loaded from Frankfurter yet.", { exact: true })
    .waitFor();
});
