/** The documentation page in a real browser: its policy lets it draw, try an operation, and nothing else. */

import { assertMatch } from "@std/assert";
import { useBrowser } from "./support/use_browser.ts";

const test = useBrowser();

test("An operation can be tried on the documentation page, within its security policy", async ({ start }) => {
  const site = await start();
  const page = await site.open("/docs");
  const operation = page.locator("#operations-Operation-isAlive");
  await operation.getByRole("button").first().click();
  await operation.getByRole("button", { name: "Execute" }).click();
  const live = operation.locator(".live-responses-table");
  await live.waitFor();
  assertMatch(await live.innerText(), /200[^]*"status": "ok"/);
});
