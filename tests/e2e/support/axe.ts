/** The rules of accessibility, asked of a page as it is now, by day and by night. */

import axe from "axe-core";
import { assertEquals } from "@std/assert";
import type { Page } from "playwright-core";

/** Fails with every broken rule and where, in the light scheme or the dark one. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    // Evaluated by the debugger, which the page's security policy does not bind: a script element would be refused.
    await page.evaluate(axe.source);
    const found: string[] = await page.evaluate(`
      axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) =>
        violations.flatMap(({ id, help, nodes }) =>
          nodes.map(({ target, any }) =>
            id + ": " + help + " at " + target.join(" ") + " " +
              any.map(({ message }) => message).join(" "))))
    `);
    assertEquals(found, [], `in the ${colorScheme} scheme`);
  }
  await page.emulateMedia({ colorScheme: null });
}
