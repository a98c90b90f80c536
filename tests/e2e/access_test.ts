/** People and access: users, tokens, sessions and the audit log, in a real browser. */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { PASSWORD } from "../support/people.ts";
import { expectAccessible } from "./support/axe.ts";
import { expectStill } from "./support/layout.ts";
import { shot } from "./support/shot.ts";
import { useBrowser } from "./support/use_browser.ts";

const test = useBrowser();

test("An administrator adds somebody, changes what they may do, and removes them", async ({ start }) => {
  const site = await start();
  const page = await site.open("/admin/access");
  await page.getByRole("list", { name: "Users" }).waitFor();
  await expectStill(page);
  await page.getByRole("button", { name: "Add somebody" }).click();
  const form = page.getByRole("form", { name: "Add somebody" });
  await form.getByLabel("User name").fill("grace");
  await form.getByLabel("First password", { exact: true }).fill("short");
  await form.getByRole("button", { name: "Add", exact: true }).click();
  await form.getByText("A password has 12 characters at least").waitFor();
  await expectAccessible(page);
  await shot(page, "users-adding");
  await form.getByLabel("First password", { exact: true }).fill(PASSWORD);
  await form.getByRole("button", { name: "Add", exact: true }).click();

  const row = page.getByRole("listitem").filter({ hasText: "grace" });
  await row.getByText("may look, not change").waitFor();
  await row.getByRole("button", { name: "Make an administrator" }).click();
  await row.getByText("may change everything").waitFor();
  await expectAccessible(page);
  await shot(page, "users");

  await row.getByRole("button", { name: "Reset password" }).click();
  const reset = row.getByRole("form", { name: /Reset the password/ });
  await reset.getByLabel(/^New password/).fill("another good long phrase");
  await reset.getByRole("button", { name: "Set the password" }).click();
  await reset.waitFor({ state: "detached" });

  await row.getByRole("button", { name: "Remove" }).click();
  await row.getByText("They are logged out at once").waitFor();
  await expectAccessible(page);
  await row.getByRole("group", { name: "Remove grace" })
    .getByRole("button", { name: "Remove grace" }).click();
  await row.waitFor({ state: "detached" });
  assertEquals(
    await page.getByRole("button", { name: "Make a viewer" }).count(),
    0,
    "nobody locks themselves out",
  );
});

test("A token is shown once, opens what its scope says, and nothing once it is revoked", async ({ start }) => {
  const site = await start();
  const page = await site.open("/admin/access/tokens");
  await page.getByText("No program has a token.").waitFor();
  await expectStill(page);
  await page.getByRole("button", { name: "Make a token" }).click();
  const form = page.getByRole("form", { name: "Make a token" });
  await form.getByRole("button", { name: "Make the token" }).click();
  await form.getByText("Choose what it may do.").waitFor();
  await expectAccessible(page);
  await form.getByLabel("Program").fill("Ledger import");
  await form.getByLabel("currencies:write").check();
  await shot(page, "token-making");
  await form.getByRole("button", { name: "Make the token" }).click();

  const made = page.getByRole("group", { name: "The token Ledger import" });
  const secret = await made.getByText(/^myc_/).innerText();
  await made.getByRole("button", { name: "Copy" }).and(page.locator(":focus"))
    .waitFor();
  await expectAccessible(page);
  await shot(page, "token-made");
  assertEquals(await use(site.address, secret, "currencies/USD"), 200);
  assertEquals(await use(site.address, secret, "providers/ecb"), 403);
  await made.getByRole("button", { name: "I have it" }).click();
  await page.reload();
  const row = page.getByRole("listitem").filter({ hasText: "Ledger import" });
  await row.getByText("Last used").waitFor();
  assert(!(await page.content()).includes(secret));

  await row.getByRole("button", { name: "Revoke" }).click();
  await row.getByRole("group", { name: "Revoke Ledger import" })
    .getByRole("button", { name: "Revoke Ledger import" }).click();
  await row.getByText("Revoked").waitFor();
  await expectAccessible(page);
  await shot(page, "tokens");
  assertEquals(await use(site.address, secret, "currencies/USD"), 401);
});

test("The audit log says who changed what, and its filters are in the address", async ({ start }) => {
  const site = await start();
  const page = await site.open("/admin/access");
  const row = page.getByRole("list", { name: "Users" })
    .getByRole("listitem")
    .filter({ has: page.getByText("viewer", { exact: true }) });
  await row.getByRole("button", { name: "Make an administrator" }).click();
  await row.getByText("may change everything").waitFor();
  await page.getByRole("link", { name: "Audit log" }).click();
  const changes = page.getByRole("list", { name: "Changes" });
  const role = changes.getByRole("listitem")
    .filter({ hasText: "changed the role of viewer" });
  await role.waitFor();
  assertMatch(
    await role.innerText(),
    /^[^]*admin[^]*role\s+viewer\s+(became\s+)?admin/,
  );
  await expectAccessible(page);
  await shot(page, "audit");

  await page.getByLabel("What", { exact: true }).selectOption({
    label: "Log-ins",
  });
  await page.waitForURL(/action=session/);
  await role.waitFor({ state: "detached" });
  await changes.getByText("logged in").first().waitFor();
  const shared = await site.open(
    "/admin/access/audit?subject=viewer&action=user.update",
  );
  await shared.getByText("changed the role of").waitFor();
  assertEquals(await shared.getByLabel("Which").inputValue(), "viewer");
  await shared.getByLabel("Which").fill("nobody");
  await shared.getByLabel("Which").press("Enter");
  await shared.getByText("Nothing fits these filters.").waitFor();
});

test("Older changes come on demand, each once", async ({ start }) => {
  const site = await start();
  const page = await site.open("/admin/access/audit?action=token");
  await page.getByText("Nothing fits these filters.").waitFor();
  await page.evaluate(`(async () => {
    for (let at = 0; at < 35; at++) {
      await fetch("/api/v1/tokens", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ name: "no. " + at, scopes: ["read"], expires_at: null }),
      });
    }
  })()`);
  await page.reload();
  const changes = page.getByRole("list", { name: "Changes" })
    .getByRole("listitem");
  await changes.first().waitFor();
  assertEquals(await changes.count(), 30);
  await page.getByRole("button", { name: "Show older" }).click();
  await changes.nth(34).waitFor();
  const texts = await changes.allInnerTexts();
  assertEquals(new Set(texts).size, 35);
  assertEquals(
    await page.getByRole("button", { name: "Show older" }).count(),
    0,
  );
});

test("Other places where one is logged in can be ended, and this one is marked", async ({ start }) => {
  const site = await start();
  const other = await site.open("/admin/currencies");
  const page = await site.open("/admin/access/you");
  const places = page.getByRole("list", { name: "Where you are logged in" })
    .getByRole("listitem");
  await places.nth(1).waitFor();
  await expectStill(page);
  await expectAccessible(page);
  await shot(page, "you");
  assertEquals(await places.filter({ hasText: "this one" }).count(), 1);
  await places.filter({ hasNotText: "this one" })
    .getByRole("button", { name: "Log out" }).click();
  await places.nth(1).waitFor({ state: "detached" });
  await other.getByRole("button", { name: "Edit EUR" }).click();
  await other.getByRole("button", { name: "Save" }).click();
  await other.getByRole("dialog", { name: "Your session has ended" }).waitFor();
});

test("Strangers are led to the log-in, and viewers to their own account", async ({ start }) => {
  const site = await start();
  const stranger = await site.open("/admin/access/tokens", { as: null });
  await stranger.getByRole("main").getByRole("link", { name: "Log in" })
    .waitFor();
  await expectAccessible(stranger);
  await shot(stranger, "access-stranger");
  const viewer = await site.open("/admin/access", { as: "viewer" });
  await viewer.getByText("may look, not change").waitFor();
  assertEquals(
    await viewer.getByRole("link", { name: "Tokens" }).count(),
    0,
  );
  await expectAccessible(viewer);
});

/** Changes nothing with the token; the status of the answer. */
async function use(address: string, secret: string, path: string) {
  const response = await fetch(`${address}/api/v1/${path}`, {
    method: "PATCH",
    headers: {
      authorization: `Bearer ${secret}`,
      "content-type": "application/json",
    },
    body: JSON.stringify({ enabled: true }),
  });
  await response.body?.cancel();
  return response.status;
}
