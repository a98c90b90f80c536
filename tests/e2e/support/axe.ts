/** The rules of accessibility, asked of a page as it is now, by day and by night. */

import axe from "axe-core";
import { assertEquals } from "@std/assert";
import type { Page } from "playwright-core";

const resultTypes = ["violations"];

/** What depends on the colours, and so on the scheme. */
const OF_COLOUR: readonly string[] = ["color-contrast", "link-in-text-block"];

/** Fails with every broken rule and where, in the light scheme or the dark one. */
export async function expectAccessible(page: Page): Promise<void> {
  // Evaluated by the debugger, which the page's security policy does not bind: a script element would be refused.
  if (!await page.evaluate("'axe' in window")) await page.evaluate(axe.source);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    const runOnly = colorScheme === "dark" ? OF_COLOUR : undefined;
    const found: string[] = await page.evaluate(`
      axe.run(document, ${JSON.stringify({ resultTypes, runOnly })})
        .then(({ violations }) => violations.flatMap(({ id, help, nodes }) =>
          nodes.map(({ target, any }) =>
            id + ": " + help + " at " + target.join(" ") + " " +
              any.map(({ message }) => message).join(" "))))
    `);
    assertEquals(found, [], `in the ${colorScheme} scheme`);
  }
  await page.emulateMedia({ colorScheme: null });
}
