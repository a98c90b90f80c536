/** How soon each page of the admin can be used on a phone: a narrow window, and a processor four times as slow. */

import type { Browser, Page } from "playwright-core";
import { startChromium } from "../e2e/support/chromium.ts";
import { type Look, type OwnedSite, startSite } from "../e2e/support/site.ts";
import { openStores } from "../e2e/support/store.ts";
import type { Quiet } from "./quiet.ts";
import { boundRow, plainRow, quantile, type Row, UNITS } from "./row.ts";

const SLOWER = 4;
const WIDTH = 360;
/** Looks at a page, and the share of them that is least disturbed: what else a machine does only ever adds to a look. */
const ROUNDS = 12;
const LEAST_DISTURBED = 1 / 4;
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
export async function measureAdmin(quiet: Quiet): Promise<Row[]> {
  const browser = await startChromium();
  if (!browser) return [];
  try {
    // On a server where there is one: a phone does not share its processor with the database of the service.
    await using stores = await openStores(null);
    if (!stores) return [];
    await using site = await startSite(browser, await stores.fresh("people"));
    const rows: Row[] = [
      plainRow(
        `a page of one line of script, processor 1/${SLOWER}`,
        UNITS.ms(await timeFloor(quiet, browser)),
      ),
    ];
    const times = PAGES.map((): number[] => []);
    // All pages in each round: a minute in which the machine is slow is none of a page's own.
    for (let round = 0; round < ROUNDS; round++) {
      for (const [at, { path, ...look }] of PAGES.entries()) {
        times[at]?.push(
          await quiet.measure(() => timeUsable(site, path, look)),
        );
      }
    }
    for (const [at, { path }] of PAGES.entries()) {
      rows.push(boundRow({
        what: `${path.split("?")[0]} usable, processor 1/${SLOWER}`,
        unit: UNITS.ms,
        value: quantile(times[at] ?? [], LEAST_DISTURBED),
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
  site: OwnedSite,
  path: string,
  { control, as }: { readonly control: string; readonly as?: Look["as"] },
): Promise<number> {
  let usable: (() => Promise<number>) | undefined;
  let tookMs = NaN;
  await site.open(path, {
    as,
    width: WIDTH,
    async prepare(page) {
      // While the page is kept back nobody can use what is in it.
      usable = await prepare(page, `#app:not([hidden]) ${control}`);
    },
    // Waiting for a heading would have the slowed processor read 0.3 MB of script that finds things by their role.
    async until() {
      if (usable) tookMs = await usable();
    },
  });
  await site.clear();
  return tookMs;
}

/** What this browser takes here for the least that there is: in as many rounds. */
async function timeFloor(
  quiet: Quiet,
  browser: Browser,
): Promise<number> {
  await using server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    ({ url }) => {
      const isScript = url.endsWith("/script.js");
      return new Response(isScript ? LEAST_SCRIPT : LEAST_PAGE, {
        headers: { "content-type": isScript ? "text/javascript" : "text/html" },
      });
    },
  );
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    times.push(
      await quiet.measure(async () => {
        const context = await browser.newContext({
          viewport: { width: WIDTH, height: 800 },
        });
        const page = await context.newPage();
        const usable = await prepare(page, "h1");
        await page.goto(`http://localhost:${server.addr.port}/`);
        const tookMs = await usable();
        await context.close();
        return tookMs;
      }),
    );
  }
  return quantile(times, LEAST_DISTURBED);
}

const LEAST_SCRIPT =
  `document.body.append(Object.assign(document.createElement("h1"), { textContent: "There" }));`;
const LEAST_PAGE =
  `<!doctype html><title>Least</title><link rel="icon" href="data:,"><script type="module" src="/script.js"></script><body>`;

/**
 * Slows the processor, and looks for the control whenever the page has changed: to look at each frame draws frames. Gives
 * what tells when it was there, once the page has loaded, without the driver's own script: 20 ms of a slowed processor.
 */
async function prepare(
  page: Page,
  control: string,
): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
  await page.addInitScript(`
    globalThis.usable = new Promise((resolve) => {
      const observer = new MutationObserver(() => {
        if (!document.querySelector(${JSON.stringify(control)})) return;
        observer.disconnect();
        requestAnimationFrame(() => setTimeout(() => resolve(performance.now())));
      });
      observer.observe(document, { childList: true, subtree: true, attributes: true });
    });
  `);
  return async () => {
    const { result } = await session.send("Runtime.evaluate", {
      expression: "usable",
      awaitPromise: true,
    });
    return Number(result.value);
  };
}
