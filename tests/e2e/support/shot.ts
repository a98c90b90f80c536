/** Pictures of a page for those who look: on a phone, a tablet and a desk, by day and by night. */

import type { Page } from "playwright-core";
import { expectFitting } from "./layout.ts";

const FOLDER = new URL("../shots/", import.meta.url);
const WIDTHS: readonly number[] = [1440, 768, 360];

/** Two hundred pictures take two minutes of a machine that throws them away. */
const NOBODY_LOOKS = Deno.env.has("CI");

/** Writes `shots/<name>-<width>-<scheme>.png`; fails when the page is wider than one of its windows. */
export async function shot(page: Page, name: string): Promise<void> {
  const before = page.viewportSize();
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: width === 360 ? 740 : 900 });
    await expectFitting(page, `${name} at ${width} px`);
    if (NOBODY_LOOKS) continue;
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      const file = new URL(`${name}-${width}-${colorScheme}.png`, FOLDER);
      await page.screenshot({ path: file.pathname, fullPage: true });
    }
  }
  await page.emulateMedia({ colorScheme: null });
  if (before) await page.setViewportSize(before);
}
