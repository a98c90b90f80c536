/** What must not happen to a layout: jumping while it loads, and being wider than the window. */

import { assert, assertEquals } from "@std/assert";
import type { BrowserContext, Page } from "playwright-core";

/** Layout that moved without anybody having done anything, by the browser's own measure. */
interface Shift {
  readonly value: number;
  readonly moved: readonly string[];
}

declare global {
  interface Window {
    shifts?: Shift[];
  }
}

/** Makes every page of the context note what jumps. */
export async function watchLayout(context: BrowserContext): Promise<void> {
  await context.addInitScript(`
    window.shifts = [];
    new PerformanceObserver((list) => {
      for (const { value, hadRecentInput, sources } of list.getEntries()) {
        if (hadRecentInput) continue;
        const moved = sources.map(({ node }) => node?.className || node?.nodeName || "?");
        window.shifts.push({ value, moved });
      }
    }).observe({ type: "layout-shift", buffered: true });
  `);
}

/** Less than the eye notices. */
const UNSEEN = 0.01;

/** Fails when the page has jumped since it was opened. */
export async function expectStill(page: Page): Promise<void> {
  const shifts: Shift[] = await page.evaluate("window.shifts");
  const sum = shifts.reduce((all, { value }) => all + value, 0);
  assert(sum < UNSEEN, `The page jumps: ${JSON.stringify(shifts)}`);
}

/** Fails when the page must be scrolled sideways, and names what sticks out. */
export async function expectFitting(page: Page, what: string): Promise<void> {
  const [needed, window]: [number, number] = await page.evaluate(
    "[document.documentElement.scrollWidth, document.documentElement.clientWidth]",
  );
  if (needed <= window) return;
  const outside: string[] = await page.evaluate(`
    [...document.querySelectorAll("body *")]
      .filter((one) => one.getBoundingClientRect().right > ${window})
      .map((one) => one.tagName + "." + one.className)
      .slice(0, 12)
  `);
  assertEquals(needed, window, `${what} is too wide: ${outside.join(", ")}`);
}
