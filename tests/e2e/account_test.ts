/** Getting in and out: the first set-up, logging in and out, and a session that ends while somebody works. */

import { assertEquals, assertMatch } from "@std/assert";
import type { Page } from "playwright-core";
import { PASSWORD } from "../support/people.ts";
import { expectAccessible } from "./support/axe.ts";
import { expectStill } from "./support/layout.ts";
import { shot } from "./support/shot.ts";
import { useBrowser } from "./support/use_browser.ts";

const test = useBrowser();

async function logIn(page: Page, username: string, password = PASSWORD) {
  const form = page.getByRole("form", { name: "Log in" });
  await form.getByLabel("User name").fill(username);
  await form.getByLabel("Password", { exact: true }).fill(password);
  await form.getByRole("button", { name: "Log in" }).click();
}

test("The link of the first start makes the administrator, who is logged in, and nobody else", async ({ start }) => {
  const site = await start({}, "nobody");
  const link = await site.line(/\/admin\/setup#token=/);
  const { pathname, hash } = new URL(link.trim());

  const lost = await site.open("/admin/setup", { as: null });
  await lost.getByText("open the whole link").waitFor();
  await expectAccessible(lost);
  await lost.getByRole("link", { name: "Log in" }).click();
  await lost.getByText("Nobody can log in yet.").waitFor();

  const page = await site.open(pathname + hash, { as: null });
  const form = page.getByRole("form", { name: "First administrator" });
  await form.getByLabel("User name").fill("ada");
  await form.getByLabel("Password", { exact: true }).fill("password1234");
  await form.getByRole("button", { name: "Become the administrator" }).click();
  await form.getByText("one of the first that somebody would guess").waitFor();
  assertEquals(await form.getByLabel("User name").inputValue(), "ada");
  await expectStill(page);
  await expectAccessible(page);
  await shot(page, "setup");
  await form.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await form.getByRole("button", { name: "Become the administrator" }).click();
  await page.getByRole("link", { name: "Your account: ada" }).waitFor();

  const second = await site.open(pathname + hash, { as: null });
  await second.getByText("There is an administrator already.").waitFor();
});

test("Logging in leads back to where one was, and logging out takes the controls away", async ({ start }) => {
  const site = await start();
  const page = await site.open("/admin/currencies", { as: null });
  await page.getByRole("list", { name: "Currencies" }).waitFor();
  await page.getByRole("link", { name: "Log in" }).click();
  await logIn(page, "admin", "not my password at all");
  await page.getByText("The user name or the password is wrong.").waitFor();
  await expectAccessible(page);
  await expectStill(page);
  await shot(page, "login");
  await logIn(page, "admin");
  await page.getByRole("heading", { name: "Currencies" }).waitFor();
  await page.getByRole("button", { name: "Add a currency" }).waitFor();

  await page.getByRole("link", { name: "Your account: admin" }).click();
  await page.getByRole("button", { name: "Log out", exact: true }).click();
  await page.getByRole("heading", { name: "Log in" }).waitFor();
  await page.getByRole("link", { name: "Currencies" }).click();
  await page.getByRole("list", { name: "Currencies" }).waitFor();
  assertEquals(
    await page.getByRole("button", { name: "Add a currency" }).count(),
    0,
  );
});

test("A session that ends while somebody types asks to log in, and the save goes on", async ({ start }) => {
  const site = await start();
  const page = await site.open("/admin/currencies");
  await page.getByRole("button", { name: "Add a currency" }).click();
  const form = page.getByRole("form", { name: "Add a currency" });
  await form.getByLabel("Code").fill("CLP");
  await page.context().clearCookies();
  await form.getByRole("button", { name: "Add" }).click();

  const dialog = page.getByRole("dialog", { name: "Your session has ended" });
  await dialog.waitFor();
  await expectAccessible(page);
  await shot(page, "session-ended");
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  await form.getByText("It is not added.").waitFor();
  assertEquals(await form.getByLabel("Code").inputValue(), "CLP");

  await form.getByRole("button", { name: "Add" }).click();
  assertEquals(await dialog.getByLabel("User name").inputValue(), "admin");
  await logIn(page, "admin");
  await page.getByRole("button", { name: "Edit CLP" }).waitFor();
  assertEquals(await form.count(), 0);
});

test("A viewer is shown no control that changes anything, and the service refuses anyway", async ({ start }) => {
  const site = await start();
  const page = await site.open("/admin/currencies", { as: "viewer" });
  await page.getByRole("list", { name: "Currencies" }).waitFor();
  await page.getByRole("link", { name: "Your account: viewer" }).waitFor();
  for (const name of [/^Add/, /^Edit/, /^Remove/]) {
    assertEquals(await page.getByRole("button", { name }).count(), 0);
  }
  assertEquals(await page.getByRole("switch").count(), 0);
  await page.getByRole("link", { name: "Providers" }).click();
  await page.getByRole("list", { name: /Providers/ }).waitFor();
  for (const name of [/earlier/, /later/, /Test/, /Reset/]) {
    assertEquals(await page.getByRole("button", { name }).count(), 0);
  }
  assertEquals(await page.getByRole("switch").count(), 0);
  const refused = await page.evaluate(`
    fetch("/api/v1/currencies/USD", {
      method: "PATCH",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ enabled: false }),
    }).then(({ status }) => status)
  `);
  assertEquals(refused, 403);
});

test("A change of password needs the old one, and logs out everywhere else", async ({ start }) => {
  const site = await start();
  const other = await site.open("/admin/access/you");
  const page = await site.open("/admin/access/you");
  const form = page.getByRole("form", { name: "Change your password" });
  const next = "seven copper lanterns drift";
  await form.getByLabel("Current password", { exact: true }).fill("wrong");
  await form.getByLabel("New password", { exact: true }).fill(next);
  await form.getByRole("button", { name: "Change it" }).click();
  await form.getByText("This is not your current password.").waitFor();
  await form.getByLabel("Current password", { exact: true }).fill(PASSWORD);
  await form.getByRole("button", { name: "Change it" }).click();
  await form.getByText("everywhere else you are logged out").waitFor();
  await other.getByRole("button", { name: "Log out", exact: true }).click();
  await other.getByRole("heading", { name: "Log in" }).waitFor();
  await logIn(other, "admin");
  await other.getByText("The user name or the password is wrong.").waitFor();
  await logIn(other, "admin", next);
  await other.getByRole("link", { name: "Your account: admin" }).waitFor();
  assertMatch(other.url(), /\/admin/);
});

test("Where reading needs a log-in, a stranger is asked for one on every page, and then sees the page they wanted", async ({ start }) => {
  const site = await start({ REQUIRE_TOKEN_FOR_READS: "on" });
  for (
    const [path, shown] of [
      ["/admin", "European Central Bank"],
      ["/admin/currencies", "Indian Rupee"],
      [
        "/admin/convert?amount=1&source=EUR&targets=USD&date=2024-10-25",
        "1.0825",
      ],
      ["/admin/access/tokens", "No program has a token."],
    ] as const
  ) {
    const page = await site.open(path, { as: null });
    await page.getByRole("form", { name: "Log in" }).or(
      page.getByRole("main").getByRole("link", { name: "Log in" }),
    ).first().waitFor();
    const link = page.getByRole("main").getByRole("link", { name: "Log in" });
    if (await link.isVisible()) await link.click();
    await expectAccessible(page);
    await logIn(page, "viewer");
    if (path.startsWith("/admin/access")) {
      await page.getByText("may look, not change").waitFor();
    } else await page.getByText(shown).first().waitFor();
    await page.getByRole("link", { name: "Your account: viewer" }).waitFor();
    assertEquals(page.url(), `${site.address}${path}`);
    assertEquals(await page.getByRole("alert").count(), 0);
  }
});

test("Whoever logs out leaves nothing on the screen, in this tab or another, though no further question is answered", async ({ start }) => {
  const site = await start({ REQUIRE_TOKEN_FOR_READS: "on" });
  const page = await site.open(
    "/admin/convert?amount=250&source=EUR&targets=USD&date=2024-10-25",
  );
  await page.getByText("1 EUR = 1.0825").first().waitFor();
  const other = await page.context().newPage();
  await other.goto("/admin/currencies");
  await other.getByText("Indian Rupee").waitFor();
  await page.getByRole("link", { name: "Your account: admin" }).click();
  await page.getByText("this one").waitFor();

  // Whatever a page asks from now on stays without an answer.
  await page.context().route("**/api/v1/**", async (route) => {
    if (route.request().method() !== "GET") await route.continue();
  });
  await page.getByRole("button", { name: "Log out", exact: true }).click();
  for (const tab of [page, other]) {
    await tab.getByRole("form", { name: "Log in" }).waitFor();
    assertEquals(new URL(tab.url()).pathname, "/admin/login");
    assertEquals(new URL(tab.url()).search, "");
    assertEquals(
      await tab.getByText(/Indian Rupee|1\.0825|this one/).count(),
      0,
    );
    const rail = await tab.getByRole("banner").innerText();
    assertEquals(rail.match(/\d+|fresh|Newest|admin/g), null);
    await expectAccessible(tab);
  }
  assertEquals(
    await page.evaluate("localStorage.getItem('mycurrency.question')"),
    null,
  );
  await shot(page, "logged-out");
});

test("Whoever logs out leaves no answer in the browser for somebody who comes after", async ({ start }) => {
  const site = await start({ REQUIRE_TOKEN_FOR_READS: "on" });
  const page = await site.open("/admin/access/you");
  const ask = async (): Promise<number> =>
    await page.evaluate(
      `fetch("/api/v1/convert?amount=250&source=EUR&targets=USD&date=2024-10-25")
        .then(({ status }) => status)`,
    );
  assertEquals(await ask(), 200);
  await page.getByRole("button", { name: "Log out everywhere" }).click();
  await page.getByRole("form", { name: "Log in" }).waitFor();
  assertEquals(await ask(), 401);
  await logIn(page, "admin");
  await page.getByRole("link", { name: "Your account: admin" }).click();
  assertEquals(await ask(), 200);
  await page.getByRole("button", { name: "Log out", exact: true }).click();
  await page.getByRole("form", { name: "Log in" }).waitFor();
  assertEquals(await ask(), 401);
});

test("Two changes that meet an ended session are asked about once, and both go on after the log-in", async ({ start }) => {
  const site = await start();
  const page = await site.open("/admin/currencies");
  const inr = page.getByRole("switch", { name: "INR can be asked for" });
  await page.getByRole("button", { name: "Add a currency" }).click();
  const form = page.getByRole("form", { name: "Add a currency" });
  await form.getByLabel("Code").fill("CLP");
  const { promise: both, resolve: letGo } = Promise.withResolvers<void>();
  await page.route(/\/api\/v1\/currencies/, async (route) => {
    await both;
    await route.continue();
  });
  await page.context().clearCookies();
  await inr.click();
  await form.getByRole("button", { name: "Add" }).click();
  letGo();

  const dialog = page.getByRole("dialog", { name: "Your session has ended" });
  await dialog.waitFor();
  assertEquals(await page.getByRole("dialog").count(), 1);
  assertEquals(await form.getByLabel("Code").inputValue(), "CLP");
  await logIn(page, "admin");
  await page.getByRole("button", { name: "Edit CLP" }).waitFor();
  await page.locator("[aria-label='INR can be asked for']:not(:checked)")
    .waitFor();
  assertEquals(await dialog.count(), 0);
});

test("Questions that meet an ended session wait for the one log-in, too", async ({ start }) => {
  const site = await start({ REQUIRE_TOKEN_FOR_READS: "on" });
  const page = await site.open("/admin/currencies");
  await page.getByRole("list", { name: "Currencies" }).waitFor();
  await page.context().clearCookies();
  // What a return to the page does: the currencies, the providers and the session are asked for at once.
  await page.evaluate(`document.dispatchEvent(new Event("visibilitychange"))`);
  const dialog = page.getByRole("dialog", { name: "Your session has ended" });
  await dialog.waitFor();
  await logIn(page, "admin");
  await dialog.waitFor({ state: "detached" });
  await page.getByRole("link", { name: "Providers" }).click();
  await page.getByRole("list", { name: /Providers/ }).waitFor();
  assertEquals(await page.getByRole("alert").count(), 0);
});

test("A browser that drops the session of plain HTTP is told why, and what to do", async ({ start }) => {
  const site = await start();
  const page = await site.open("/admin/login", {
    as: null,
    host: "bank.test",
  });
  await logIn(page, "admin");
  await page.getByRole("alert").getByText(/TLS in front of the service/)
    .waitFor();
  assertEquals(
    await page.getByRole("link", { name: /^Your account/ }).count(),
    0,
  );
  await expectAccessible(page);
  await shot(page, "login-plain-http");
  // The browser's own word on what it does not trust.
  site.forgive(/Cross-Origin-Opener-Policy/);
  const near = await site.open("/admin/login", { as: null });
  await logIn(near, "admin");
  await near.getByRole("link", { name: "Your account: admin" }).waitFor();
});

test("The first administrator over plain HTTP is made, and told that the log-in is not kept", async ({ start }) => {
  const site = await start({}, "nobody");
  const link = await site.line(/\/admin\/setup#token=/);
  const { pathname, hash } = new URL(link.trim());
  const page = await site.open(pathname + hash, {
    as: null,
    host: "bank.test",
  });
  const form = page.getByRole("form", { name: "First administrator" });
  await form.getByLabel("User name").fill("ada");
  await form.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await form.getByRole("button", { name: "Become the administrator" }).click();
  await form.getByText("You are the administrator, but not logged in.")
    .waitFor();
  site.forgive(/Cross-Origin-Opener-Policy/);
  const near = await site.open("/admin/login", { as: null });
  await logIn(near, "ada");
  await near.getByRole("link", { name: "Your account: ada" }).waitFor();
});
