/** Somebody who may look, in a real browser: everything is there to be seen, and nothing to be changed. */

import { assertEquals } from "@std/assert";
import { startDayUpstream } from "../support/day_upstream.ts";
import { useBrowser } from "./support/use_browser.ts";

const test = useBrowser();

/** A load that stays open while somebody looks. */
const FOREVER_MS = 600_000;

/** What a page has for those who look: buttons by their names, and fields that only ask. */
interface Sight {
  readonly path: string;
  /** Something that is there once the page is whole. */
  readonly shown: string | RegExp;
  readonly buttons: RegExp;
  readonly fields: readonly string[];
}

const SIGHTS: readonly Sight[] = [
  {
    path: "/admin",
    shown: "CurrencyBeacon 1 Mar – 31 Mar 2024",
    buttons: /^$/,
    fields: [],
  },
  {
    path: "/admin/currencies",
    shown: "Indian Rupee",
    buttons: /^(All|Enabled|Disabled) \d+$/,
    fields: ["Search currencies"],
  },
  {
    path: "/admin/providers",
    shown: /^CurrencyBeacon is asked/,
    buttons: /^$/,
    fields: ["From", "Into", "If first were"],
  },
  {
    path: "/admin/history",
    shown: "CurrencyBeacon 1 Mar – 31 Mar 2024",
    buttons: /^\d{4}$/,
    fields: ["Provider"],
  },
  {
    path: "/admin/access",
    shown: "may look, not change",
    // Their own account is theirs.
    buttons: /^(Log out|Log out everywhere|Change it|Show.*)$/,
    fields: ["Current password", "New password"],
  },
];

/** What a viewer might send by other means than the pages. */
const WRITES:
  readonly (readonly [method: string, path: string, body?: unknown])[] = [
    ["PATCH", "currencies/USD", { enabled: false }],
    ["POST", "currencies", { code: "CLP" }],
    ["DELETE", "currencies/USD"],
    ["PUT", "providers/order", { order: ["ecb"] }],
    ["PATCH", "providers/ecb", { enabled: false }],
    ["POST", "providers/ecb/test"],
    ["POST", "ingestions", {
      provider: "ecb",
      from: "2024-03-01",
      to: "2024-03-31",
    }],
    ["POST", "ingestions/1/pause"],
    ["POST", "ingestions/1/cancel"],
    ["POST", "users", { username: "eve", password: "x", role: "admin" }],
    ["POST", "tokens", {
      name: "mine",
      scopes: ["rates:write"],
      expires_at: null,
    }],
    ["GET", "users"],
    ["GET", "audit"],
  ];

test("A viewer finds no control that changes anything on any page, and the service refuses anyway", async ({ start }) => {
  await using upstream = startDayUpstream(FOREVER_MS);
  const site = await start({
    CURRENCYBEACON_API_KEY: "test-key",
    CURRENCYBEACON_URL: upstream.url,
    // A machine that is slow to show the pages must not see the provider given up meanwhile.
    UPSTREAM_TIMEOUT_MS: "60000",
  });
  const admin = await site.open("/admin/currencies");
  const begun = await admin.request.post("/api/v1/ingestions", {
    data: { provider: "currencybeacon", from: "2024-03-01", to: "2024-03-31" },
    headers: { origin: site.address },
  });
  assertEquals(begun.status(), 201);
  const page = await site.open("/admin", { as: "viewer" });
  await page.getByRole("link", { name: "Your account: viewer" }).waitFor();
  for (const { path, shown, buttons, fields } of SIGHTS) {
    await page.goto(path);
    const main = page.getByRole("main");
    await main.getByText(shown).first().waitFor();
    const found = await main.getByRole("button").allInnerTexts();
    assertEquals(
      found.map((text) => text.replaceAll(/\s+/g, " ").trim())
        .filter((text) => !buttons.test(text)),
      [],
      path,
    );
    for (const role of ["switch", "checkbox", "radio"] as const) {
      assertEquals(await main.getByRole(role).count(), 0, `${role} of ${path}`);
    }
    const labels: string[] = await page.evaluate(`
      [...document.querySelectorAll("main :is(input, select)")]
        .filter((field) => field.ariaHidden !== "true")
        .map((field) => field.ariaLabel ?? field.labels[0].innerText)
    `);
    assertEquals(labels, fields, path);
    assertEquals(await main.locator(".grip:not(.fixed)").count(), 0, path);
  }
  for (const [method, path, body] of WRITES) {
    const refused: number = await page.evaluate(
      `fetch("/api/v1/${path}", {
        method: "${method}",
        headers: { "content-type": "application/json" },
        body: ${body ? JSON.stringify(JSON.stringify(body)) : "undefined"},
      }).then(({ status }) => status)`,
    );
    assertEquals(refused, 403, `${method} ${path}`);
  }
});
