/** Registers tests that look at the running service through a real browser. */

import { assertEquals } from "@std/assert";
import type { Browser } from "playwright-core";
import { startChromium } from "./chromium.ts";
import { type OwnedSite, type Site, startSite } from "./site.ts";
import {
  openStores,
  type StoreKind,
  type Stores,
  type StoreState,
} from "./store.ts";

/** What a test is given. */
export interface Given {
  /**
   * Starts a service of its own, with its own copy of the history, under these settings; it ends with the test. Every
   * upstream is away unless a setting leads to another. There is an administrator and a viewer, or `nobody` yet, or not
   * even a history.
   */
  start(
    settings?: Readonly<Record<string, string>>,
    state?: StoreState,
  ): Promise<Site>;
  /** The one that the tests of the file share: for those that change nothing. */
  share(): Promise<Site>;
}

/** Registers a test. */
export type BrowserTest = (
  name: string,
  body: (given: Given) => Promise<void>,
) => void;

/** The browser of this file, and how many kinds of database still need it. */
let browsing: Promise<Browser | null> | null = null;
let needed = 0;

/**
 * One browser and one filled database for the tests of a file, of a certain kind where that matters. After each test no
 * page may have had a script error, a refusal by its security policy or a request to a stranger.
 */
export function useBrowser(kind: StoreKind | null = null): BrowserTest {
  let browser: Browser | null = null;
  let stores: Stores | null = null;
  let shared: Promise<OwnedSite> | null = null;

  Deno.test.beforeAll(async () => {
    needed++;
    browser = await (browsing ??= startChromium());
    stores = browser && await openStores(kind);
  });

  Deno.test.afterAll(async () => {
    await (await shared)?.[Symbol.asyncDispose]();
    needed--;
    if (needed === 0) await browser?.close();
    await stores?.[Symbol.asyncDispose]();
  });

  return (name, body) =>
    Deno.test({
      name: kind === null ? name : `${name} (${kind})`,
      // The browser's connection outlives the test.
      sanitizeOps: false,
      sanitizeResources: false,
      async fn() {
        if (!browser || !stores) return;
        const running = browser;
        const filled = stores;
        const sites: OwnedSite[] = [];
        const lent: OwnedSite[] = [];
        const all = () => [...sites, ...lent];
        const begin = async (
          settings: Readonly<Record<string, string>>,
          state: StoreState,
          options?: { readonly oneSession: boolean },
        ) => {
          const database = await filled.fresh(state);
          return await startSite(
            running,
            { ...database, ...settings },
            options,
          );
        };
        try {
          await body({
            async start(settings = {}, state = "people") {
              const site = await begin(settings, state);
              sites.push(site);
              return site;
            },
            async share() {
              const site =
                await (shared ??= begin({}, "people", { oneSession: true }));
              if (!lent.includes(site)) lent.push(site);
              return site;
            },
          });
          assertEquals(all().flatMap(({ faults }) => faults), []);
        } catch (error) {
          await picture(name, all());
          throw error;
        } finally {
          for (const site of lent) await site.clear();
          for (const site of sites) await site[Symbol.asyncDispose]();
        }
      },
    });
}

/** What the pages of a failed test looked like. */
async function picture(name: string, sites: readonly OwnedSite[]) {
  const folder = new URL("../shots/failed/", import.meta.url).pathname;
  const file = name.toLowerCase().replace(/[^a-z0-9]+/g, "-").slice(0, 80);
  const pages = sites.flatMap((site) => site.pages);
  for (const [at, page] of pages.entries()) {
    const path = `${folder}${file}-${at}.png`;
    await page.screenshot({ path, timeout: 5_000 }).catch(() => null);
  }
}
