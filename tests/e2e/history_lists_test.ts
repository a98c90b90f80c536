/** The lists of the history, in a real browser: on their way, empty, refused, out of reach, and there again. */

import type { Page } from "playwright-core";
import { type List, tellApart } from "./support/tell_apart.ts";
import { useBrowser } from "./support/use_browser.ts";

const test = useBrowser();

/** The provider whose history is there. */
async function ofTheBank(page: Page): Promise<void> {
  await page.getByLabel("Provider", { exact: true }).selectOption("ecb");
}

/** A provider that was never asked. */
async function ofFrankfurter(page: Page): Promise<void> {
  await page.getByLabel("Provider", { exact: true })
    .selectOption("frankfurter");
}

const LISTS: readonly List[] = [
  {
    name: "The providers of the history",
    page: "/admin/history",
    asked: /^\/providers$/,
    loading: "Loading the providers",
    failed: "The history cannot be shown.",
    empty: { answer: [], said: /^This service knows no provider/ },
    shown: "As a table",
  },
  {
    name: "What a load would take",
    page: "/admin/history",
    asked: /^\/ingestions\/plan\?/,
    loading: (page) => page.getByText("Counting the requests…"),
    failed: "This cannot be loaded.",
    empty: {
      open: async (page) => {
        await ofTheBank(page);
        await page.getByLabel("From", { exact: true }).fill("2024-10-21");
        await page.getByLabel("To", { exact: true }).fill("2024-10-25");
      },
      said: "Every one of these days is known: nothing to load.",
    },
    shown: /^Takes 1 request to European Central Bank/,
  },
  {
    name: "The days of a year",
    page: "/admin/history",
    asked: /^\/coverage\?/,
    loading: (page) =>
      page.getByRole("status").filter({ hasText: /^Loading \d{4}…/ }),
    failed: "cannot be shown.",
    empty: {
      open: (page) => ofFrankfurter(page),
      said: /^Nothing is loaded from Frankfurter yet/,
    },
    shown: "As a table",
  },
  {
    name: "The years of a provider",
    page: "/admin/history",
    asked: /^\/coverage\/years$/,
    loading: "Loading the years",
    failed: "The years cannot be shown.",
    empty: { answer: [], said: "Nothing is known of its years." },
    shown: /^Loading \d{4}…|Marks|As a table/,
  },
  {
    name: "The past loads",
    page: "/admin/history",
    asked: /^\/ingestions\?/,
    loading: "Loading the loads",
    failed: "The loads cannot be loaded.",
    empty: { answer: [], said: /^Nothing has been loaded yet/ },
    shown: "Done",
  },
];

for (const list of LISTS) tellApart(test, list);
