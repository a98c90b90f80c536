/** How soon each page of the admin can be used on a phone: a narrow window, and a processor four times as slow. */

import type { Page } from "playwright-core";
import { startChromium } from "../e2e/support/chromium.ts";
import { type Look, type Site, startSite } from "../e2e/support/site.ts";
import { openStores } from "../e2e/support/store.ts";
import { boundRow, median, type Row, UNITS } from "./row.ts";

const SLOWER = 4;
const WIDTH = 360;
const ROUNDS = 5;
const MOST_MS = 1_000;

/** What somebody came for, by the page. */
const PAGES: readonly {
  readonly path: string;
  readonly control: string;
  readonly as?: Look["as"];
}[] = [
  { path: "/admin", control: "main tbody tr" },
  {
    path: "/admin/convert?source=EUR&targets=USD,GBP,JPY&date=2024-10-25",
    control: "[aria-label=Amounts] .figure b",
  },
  {
    path:
      "/admin/charts?source=EUR&targets=USD,GBP&from=2024-10-25&to=2025-10-24",
    control: ".plot canvas",
  },
  { path: "/admin/currencies", control: "main [role=switch]" },
  { path: "/admin/providers", control: "main [role=switch]" },
  { path: "/admin/history", control: "[role=grid] [tabindex='0']" },
  { path: "/admin/access", control: "[aria-label=Users] button" },
  { path: "/admin/login", control: "#login-password", as: null },
];

/** Each page in a browser that has never seen it; nothing where there is no browser. */
export async function measureAdmin(): Promise<Row[]> {
  const browser = await startChromium();
  if (!browser) return [];
  try {
    await using stores = await openStores("embedded");
    if (!stores) return [];
    await using site = await startSite(browser, await stores.fresh("people"));
    const rows: Row[] = [];
    for (const { path, control, as } of PAGES) {
      const times: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        times.push(await timeUsable(site, path, { control, as }));
        await site.clear();
      }
      rows.push(boundRow({
        what: `${path.split("?")[0]} usable, processor 1/${SLOWER}`,
        unit: UNITS.ms,
        value: median(times),
        most: MOST_MS,
      }));
    }
    return rows;
  } finally {
    await browser.close();
  }
}

/** From the navigation to the first moment at which the control is painted and nothing else is being done. */
async function timeUsable(
  site: Site,
  path: string,
  { control, as }: { readonly control: string; readonly as?: Look["as"] },
): Promise<number> {
  const page = await site.open(path, {
    as,
    width: WIDTH,
    async prepare(page) {
      await slowDown(page);
      await page.addInitScript(`
        globalThis.usable = new Promise((resolve) => {
          function look() {
            if (document.querySelector(${JSON.stringify(control)})) {
              requestAnimationFrame(() => setTimeout(() => resolve(performance.now())));
            } else requestAnimationFrame(look);
          }
          look();
        });
      `);
    },
  });
  return await page.evaluate("usable");
}

async function slowDown(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
}
