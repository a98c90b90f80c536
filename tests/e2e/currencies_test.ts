/** The currencies, in a real browser: found, added, changed, switched off, removed, and never overwritten unseen. */

import { assertEquals } from "@std/assert";
import { expectAccessible } from "./support/axe.ts";
import { shot } from "./support/shot.ts";
import { useBrowser } from "./support/use_browser.ts";

const test = useBrowser();

test("A currency is added by its name, changed, disabled and removed", async ({ start }) => {
  const site = await start();
  const read = async () => await fetch(`${site.address}/api/v1/currencies/AED`);
  const page = await site.open("/admin/currencies");
  await page.getByRole("button", { name: "Add a currency" }).click();
  await page.getByLabel("Find it in ISO 4217").fill("emirates");
  await page.getByRole("button", { name: /^AED/ }).click();
  assertEquals(await page.getByLabel("Decimals").inputValue(), "2");
  await expectAccessible(page);
  await shot(page, "currencies-add");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByRole("button", { name: "Edit AED" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Dirham of the Emirates");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Dirham of the Emirates").first().waitFor();
  await page.getByRole("switch", { name: "AED can be asked for" }).click();
  await page.getByText("AED disabled").waitFor({ state: "attached" });
  assertEquals((await (await read()).json()).enabled, false);
  await page.getByRole("button", { name: "Edit AED" }).click();
  await page.getByRole("button", { name: "Remove…" }).click();
  await page.getByText(/Its stored rates stay/).waitFor();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Remove AED" }).click();
  await page.getByText("AED removed").waitFor({ state: "attached" });
  const gone = await read();
  await gone.body?.cancel();
  assertEquals(gone.status, 404);
});

test("Somebody else's change is shown beside one's own, and neither is lost unseen", async ({ start }) => {
  const site = await start();
  const page = await site.open("/admin/currencies");
  await page.getByRole("button", { name: "Edit INR" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Rupee, mine");
  const theirs = await page.request.patch("/api/v1/currencies/INR", {
    data: { name: "Rupee, theirs" },
    headers: { origin: site.address },
  });
  assertEquals(theirs.status(), 200);
  await page.getByRole("button", { name: "Save" }).click();
  const note = page.getByRole("alert");
  await note.getByText("Rupee, theirs").waitFor();
  await note.getByText("Rupee, mine").waitFor();
  await expectAccessible(page);
  await shot(page, "currencies-conflict");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("INR saved").waitFor({ state: "attached" });
  const now = await (await fetch(`${site.address}/api/v1/currencies/INR`))
    .json();
  assertEquals(now.name, "Rupee, mine");
});

test("What somebody else has changed is not overwritten, though the list was read anew while one typed", async ({ start }) => {
  const site = await start();
  const [first, second] = [
    await site.open("/admin/currencies"),
    await site.open("/admin/currencies"),
  ];
  await first.getByRole("button", { name: "Edit INR" }).click();
  await first.getByLabel("Symbol").fill("Rs.");
  await second.getByRole("button", { name: "Edit INR" }).click();
  await second.getByLabel("Name", { exact: true }).fill("Rupee, theirs");
  await second.getByRole("button", { name: "Save" }).click();
  await second.getByText("INR saved").waitFor({ state: "attached" });

  const read = first.waitForResponse(/\/api\/v1\/currencies$/);
  await first.evaluate(`document.dispatchEvent(new Event("visibilitychange"))`);
  await read;
  await first.getByText("Rupee, theirs").waitFor();
  await first.getByRole("button", { name: "Save" }).click();
  await first.getByRole("alert").getByText("Somebody else has changed INR")
    .waitFor();
  const { name, symbol } = await (await fetch(
    `${site.address}/api/v1/currencies/INR`,
  )).json();
  assertEquals([name, symbol], ["Rupee, theirs", "₹"]);
  assertEquals(await first.getByLabel("Symbol").inputValue(), "Rs.");
  await first.getByRole("button", { name: "Take theirs" }).click();
  assertEquals(
    await first.getByLabel("Name", { exact: true }).inputValue(),
    "Rupee, theirs",
  );
});

test("A currency that somebody else has changed is neither switched nor removed unseen", async ({ start }) => {
  const site = await start();
  const page = await site.open("/admin/currencies");
  await page.getByRole("button", { name: "Edit INR" }).click();
  await page.getByRole("button", { name: "Remove…" }).click();
  for (const ref of ["INR", "USD"]) {
    const theirs = await page.request.patch(`/api/v1/currencies/${ref}`, {
      data: { name: `${ref}, theirs` },
      headers: { origin: site.address },
    });
    assertEquals(theirs.status(), 200);
  }
  await page.getByRole("button", { name: "Remove INR" }).click();
  await page.getByText("INR is still here.").waitFor();
  await page.getByText("INR, theirs").first().waitFor();
  const usd = page.getByRole("switch", { name: "USD can be asked for" });
  await usd.click();
  await page.getByText("USD is as it was.").waitFor();
  await page.getByText("USD, theirs").first().waitFor();
  assertEquals(await usd.isChecked(), true);
  await expectAccessible(page);
});
