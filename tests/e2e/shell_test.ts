/** The frame around the pages, in a real browser. */

import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { expectAccessible } from "./support/axe.ts";
import { expectStill } from "./support/layout.ts";
import { shot } from "./support/shot.ts";
import { useBrowser } from "./support/use_browser.ts";

const test = useBrowser();

const heading = (page: Page, name: string) =>
  page.getByRole("heading", { level: 1, name });

test("Each place has its address, its title and its mark, and the focus goes along", async ({ start }) => {
  const site = await start();
  const page = await site.open("/admin/nowhere");
  const rail = page.getByRole("navigation", { name: "Pages" });
  const places = await rail.getByRole("link").all();
  const seen: string[] = [];
  for (const place of places) {
    const address = await place.getAttribute("href") ?? "";
    if (!address.startsWith("/admin")) continue;
    await place.click();
    await page.waitForURL((url) => url.pathname === address);
    await page.locator("main:focus-within").waitFor({ state: "attached" });
    assertEquals(await place.getAttribute("aria-current"), "page");
    const name = await page.getByRole("heading", { level: 1 }).innerText();
    assert((await page.title()).endsWith(" · MyCurrency"), name);
    seen.push(name);
    const direct = await site.open(address);
    await heading(direct, name).waitFor();
    await direct.close();
  }
  assertEquals(new Set(seen).size, seen.length);
  assert(seen.length >= 3);
});

test("Each place names all of its scripts and styles before the first of them runs", async ({ share }) => {
  const site = await share();
  for (
    const [place, seen] of [
      ["", "table"],
      ["/convert", "[aria-label=Amounts] b"],
      ["/charts", ".plot canvas"],
      ["/currencies", "main [role=switch]"],
      ["/providers", "main [role=switch]"],
      ["/history", "[role=grid]"],
      ["/access", "[aria-label=Users]"],
      ["/login", "#login-username, main a"],
      ["/setup", "main h1"],
    ] as const
  ) {
    const page = await site.open(`/admin${place}`);
    await page.locator(seen).first().waitFor({ state: "attached" });
    const loaded: string[] = await page.evaluate(`
      performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname)
        .filter((path) => /\\.(js|css)$/.test(path) && !path.includes("_worker"))
    `);
    const response = await fetch(`${site.address}/admin${place}`);
    const html = await response.text();
    assert(loaded.length > 3, `/admin${place}: ${loaded}`);
    assertEquals(loaded.filter((path) => !html.includes(`"${path}"`)), []);
    await page.close();
  }
});

test("A page that is slow to come does not lose to the one before it", async ({ start }) => {
  const site = await start();
  const page = await site.open("/admin/convert");
  const { promise: fetched, resolve: fetch } = Promise.withResolvers<void>();
  await page.route(/CurrenciesPage/, async (route) => {
    await fetched;
    await route.continue();
  });
  await page.getByRole("link", { name: "Currencies" }).click();
  await page.waitForURL("/admin/currencies");
  await page.getByRole("textbox", { name: "Amount" }).fill("17");
  fetch();
  await heading(page, "Currencies").waitFor();
  assertEquals(new URL(page.url()).pathname, "/admin/currencies");
});

test("The first key leads past the rail", async ({ start }) => {
  const site = await start();
  const page = await site.open("/admin/currencies");
  await page.keyboard.press("Tab");
  await page.getByRole("link", { name: "Skip to the page" }).press("Enter");
  await page.locator("main:focus").waitFor({ state: "attached" });
});

test("An address that is none says so, and leads on", async ({ start }) => {
  const site = await start();
  const page = await site.open("/admin/nowhere");
  await heading(page, "There is no such page").waitFor();
  await expectStill(page);
  await expectAccessible(page);
  await shot(page, "missing");
  assertEquals(await page.title(), "Not found · MyCurrency");
});

test("The colours that were chosen are there again after the next load, before anything is painted", async ({ start }) => {
  const site = await start();
  const page = await site.open("/admin/currencies", { scheme: "light" });
  const paper = () =>
    page.evaluate("getComputedStyle(document.documentElement).backgroundColor");
  const light = await paper();
  const button = page.getByRole("button", { name: /^Colours/ });
  await button.click();
  assertEquals(await paper(), light);
  await button.click();
  const dark = await paper();
  assert(dark !== light);
  await page.reload({ waitUntil: "commit" });
  await page.getByRole("button", { name: /^Colours: dark/ }).waitFor();
  assertEquals(await paper(), dark);
  assertEquals(
    await page.locator("script[blocking=render]").count(),
    1,
  );
  await page.getByRole("button", { name: /^Colours: dark/ }).click();
  assertEquals(await paper(), light);
});

test("A page is seen together with what comes soon, and what takes longer is said to be on its way", async ({ start }) => {
  const site = await start();
  for (const isLate of [false, true]) {
    const { promise: answered, resolve: answer } = Promise.withResolvers<
      void
    >();
    const page = await site.open("/admin/history", {
      prepare: async (page) => {
        // Its patience ends when the test says so.
        await page.addInitScript(`
          const later = setTimeout;
          globalThis.setTimeout = (call, ms, ...rest) =>
            ms === 300 ? (globalThis.loosePatience = call, 0) : later(call, ms, ...rest);
        `);
        await page.route("**/api/v1/providers", async (route) => {
          await answered;
          await route.continue();
        });
      },
      until: (page) => page.locator(".skeleton").waitFor({ state: "attached" }),
    });
    const loading = page.getByRole("status", { name: "Loading the providers" });
    assertEquals(await page.locator("#app").isVisible(), false);
    if (isLate) {
      await page.evaluate("loosePatience()");
      await loading.waitFor();
    }
    answer();
    await page.getByRole("grid").waitFor();
    assertEquals(await loading.count(), 0);
    await page.close();
  }
});

test("A service that goes away under an open page is told of, and the page goes on when it is back", async ({ start }) => {
  const site = await start();
  const page = await site.open("/admin/currencies");
  await page.getByRole("button", { name: "Add a currency" }).click();
  const form = page.getByRole("form", { name: "Add a currency" });
  await form.getByLabel("Code").fill("CLP");
  await site.stop();
  await form.getByRole("button", { name: "Add" }).click();
  await page.getByText("The service does not answer.").waitFor();
  await form.getByText("The service cannot be reached.").waitFor();
  await expectAccessible(page);
  await shot(page, "away");
  await site.restart();
  await page.getByText("The service does not answer.").waitFor({
    state: "detached",
  });
  assertEquals(await form.getByLabel("Code").inputValue(), "CLP");
  await form.getByRole("button", { name: "Add" }).click();
  await page.getByRole("button", { name: "Edit CLP" }).waitFor();
});

test("A service that comes back in another version offers its page", async ({ start }) => {
  const site = await start();
  const page = await site.open("/admin/currencies");
  await page.getByRole("list", { name: "Currencies" }).waitFor();
  await site.stop();
  await page.evaluate(`document.dispatchEvent(new Event("visibilitychange"))`);
  await page.getByText("The service does not answer.").waitFor();
  await page.route("/admin", async (route) => {
    const response = await route.fetch().catch(() => null);
    if (!response) return await route.abort();
    const body = (await response.text()).replace(
      /index-[\w-]+\.js/,
      "newer.js",
    );
    await route.fulfill({ response, body });
  });
  await site.restart();
  await page.getByText("The service is back, in another version.").waitFor();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Load again" }).click();
  await page.getByText("in another version").waitFor({ state: "detached" });
  await heading(page, "Currencies").waitFor();
});

test("A browser without a network says so until it has one", async ({ start }) => {
  const site = await start();
  const page = await site.open("/admin/currencies");
  await page.context().setOffline(true);
  await page.getByText("You are offline.").waitFor();
  await expectAccessible(page);
  await page.context().setOffline(false);
  await page.getByText("You are offline.").waitFor({ state: "detached" });
});

test("A page whose script is gone with an older build offers to load again", async ({ start }) => {
  const site = await start();
  const page = await site.open("/admin/providers");
  await page.route(/CurrenciesPage/, (route) => route.fulfill({ status: 404 }));
  await page.getByRole("link", { name: "Currencies" }).click();
  await heading(page, "This page could not be loaded").waitFor();
  await expectAccessible(page);
  await page.unroute(/CurrenciesPage/);
  await page.getByRole("button", { name: "Load again" }).click();
  await heading(page, "Currencies").waitFor();
});

test("A page that breaks says so, and leaves the way to the others", async ({ share }) => {
  const site = await share();
  const page = await site.open("/admin/currencies");
  await page.route(
    /\/coverage\/years$/,
    (route) => route.fulfill({ json: [{ provider: "ecb" }] }),
  );
  await page.getByRole("link", { name: "Overview" }).click();
  await heading(page, "This page broke").waitFor();
  await expectAccessible(page);
  await shot(page, "broken");
  await page.getByRole("link", { name: "Currencies" }).click();
  await page.getByRole("list", { name: "Currencies" }).waitFor();
  await page.goBack();
  await heading(page, "This page broke").waitFor();
  site.forgive(/TypeError/);
  await page.unroute(/\/coverage\/years$/);
  await page.getByRole("button", { name: "Load again" }).click();
  await page.getByText(/of [\d,]+ days since 1999/).first().waitFor();
});
