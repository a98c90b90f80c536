/** A list of currencies that comes late: only when something else has been asked for. */

import type { Page } from "playwright-core";

/** Holds the list back until the page asks for an address like this one, which it must do without it. */
export async function holdCurrencies(
  page: Page,
  until: RegExp,
): Promise<void> {
  const asked = page.waitForRequest(until);
  // Who waits for the page hears that it never asked.
  asked.catch(() => {});
  await page.route(/\/api\/v1\/currencies$/, async (route) => {
    await asked;
    await route.continue();
  });
}
