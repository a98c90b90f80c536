/** The lists of all pages, in a real browser: on their way, empty, refused, out of reach, and there again. */

import type { Locator, Page } from "playwright-core";
import { expectAccessible } from "./support/axe.ts";
import { withMood } from "./support/mood.ts";
import { shot } from "./support/shot.ts";
import { useBrowser } from "./support/use_browser.ts";

const test = useBrowser();

/** A list with nothing in it, and what the page says then. */
interface Empty {
  readonly said: string | RegExp;
  /** The answer of a service that has nothing, where this one has something. */
  readonly answer?: unknown;
  /** Where this one has nothing itself, when that is elsewhere. */
  readonly page?: string;
  readonly open?: (page: Page) => Promise<void>;
}

/** A list, where it stands, and how it tells what. */
interface List {
  readonly name: string;
  readonly page: string;
  /** The questions that bring it, below the root of the API. */
  readonly asked: RegExp;
  /** What is done on the page before it is there. */
  readonly open?: (page: Page) => Promise<void>;
  /** The name of what stands in its place, or where it is said. */
  readonly loading: string | ((page: Page) => Locator);
  readonly failed: string;
  readonly empty: Empty;
  readonly shown: string | RegExp;
}

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
    name: "The providers of the overview",
    page: "/admin",
    asked: /^\/providers$/,
    loading: "Loading the providers",
    failed: "The providers cannot be loaded.",
    empty: { answer: [], said: "This service knows no provider." },
    shown: "European Central Bank",
  },
  {
    name: "The years of the overview",
    page: "/admin",
    asked: /^\/coverage\/years$/,
    loading: "Loading the history",
    failed: "The history cannot be shown.",
    empty: { answer: [], said: "Where to begin" },
    shown: /of [\d,]+ days since 1999/,
  },
  {
    name: "The last changes of the overview",
    page: "/admin",
    asked: /^\/audit\?/,
    loading: "Loading the changes",
    failed: "The changes cannot be loaded.",
    empty: {
      answer: { entries: [], next_before: null },
      said: "Nobody has changed a setting yet.",
    },
    shown: /added the user viewer/,
  },
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
    name: "The last loads of the overview",
    page: "/admin",
    asked: /^\/ingestions\?/,
    loading: "Loading the loads",
    failed: "The loads cannot be loaded.",
    empty: { answer: [], said: "Nothing has been loaded yet." },
    shown: "Done",
  },
  {
    name: "The currencies of the converter",
    page: "/admin/convert?source=EUR&targets=USD&date=2024-10-25",
    asked: /^\/currencies$/,
    loading: "Loading the currencies",
    failed: "The currencies cannot be loaded.",
    empty: { answer: [], said: "EUR cannot be asked for here." },
    shown: "1 EUR = 1.0825",
  },
  {
    name: "The amounts of the converter",
    page: "/admin/convert?source=EUR&targets=USD&date=2024-10-25",
    asked: /^\/convert\?source/,
    loading: (page) => page.locator("[aria-label=Amounts][aria-busy=true]"),
    failed: "There is no answer.",
    empty: {
      page: "/admin/convert?source=EUR&targets=&date=2024-10-25",
      said: /^No currency is chosen/,
    },
    shown: "1 EUR = 1.0825",
  },
  {
    name: "The lines of the charts",
    page:
      "/admin/charts?source=EUR&targets=USD&from=2024-10-07&to=2024-10-25&scale=rate",
    asked: /^\/currency-rates\?/,
    loading: (page) => page.getByRole("status").filter({ hasText: "Loading…" }),
    failed: "There is nothing to show.",
    empty: {
      page:
        "/admin/charts?source=EUR&targets=USD&from=2024-10-26&to=2024-10-27&scale=rate",
      said: /^Nobody has rates for these days/,
    },
    shown: /to 25 Oct 2024/,
  },
  {
    name: "The currencies",
    page: "/admin/currencies",
    asked: /^\/currencies$/,
    loading: "Loading the currencies",
    failed: "The currencies cannot be loaded.",
    empty: { answer: [], said: /There is no currency yet/ },
    shown: "Indian Rupee",
  },
  {
    name: "The providers",
    page: "/admin/providers",
    asked: /^\/providers$/,
    loading: "Loading the providers",
    failed: "The providers cannot be loaded.",
    empty: { answer: [], said: /This service knows no provider/ },
    shown: /^European Central Bank (is asked|answers)/,
  },
  {
    name: "Who would answer",
    page: "/admin/providers",
    asked: /^\/providers\/preview\?/,
    loading: (page) => page.getByRole("definition").filter({ hasText: "…" }),
    failed: "It cannot be told who answers.",
    empty: {
      open: async (page) => {
        await page.getByLabel("Into").selectOption("USD");
      },
      said: "Choose two currencies.",
    },
    shown: /^European Central Bank (is asked|answers)/,
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
  {
    name: "The users",
    page: "/admin/access",
    asked: /^\/users$/,
    loading: "Loading the users",
    failed: "The users cannot be loaded.",
    empty: { answer: { users: [] }, said: "Nobody may log in." },
    shown: "may look, not change",
  },
  {
    name: "The tokens",
    page: "/admin/access/tokens",
    asked: /^\/tokens$/,
    loading: "Loading the tokens",
    failed: "The tokens cannot be loaded.",
    empty: { answer: { tokens: [] }, said: /^No program has a token/ },
    shown: /^No program has a token/,
  },
  {
    name: "The audit log",
    page: "/admin/access/audit",
    asked: /^\/audit\?/,
    loading: "Loading the changes",
    failed: "The changes cannot be loaded.",
    empty: {
      answer: { entries: [], next_before: null },
      said: "Nobody has changed anything yet.",
    },
    shown: "logged in",
  },
  {
    name: "One's own sessions",
    page: "/admin/access/you",
    asked: /^\/sessions$/,
    loading: "Loading the places",
    failed: "The places cannot be loaded.",
    empty: { answer: { sessions: [] }, said: "Nowhere." },
    shown: "this one",
  },
  {
    name: "The known currencies of a new one",
    page: "/admin/currencies",
    asked: /^\/currencies\/catalogue$/,
    open: async (page) => {
      await page.getByRole("button", { name: "Add a currency" }).click();
      await page.getByLabel("Find it in ISO 4217").fill("emirates");
    },
    loading: "Loading ISO 4217",
    failed: "The list cannot be loaded.",
    empty: { answer: [], said: /^None that is not here already/ },
    shown: /United Arab Emirates/,
  },
];

for (const list of LISTS) {
  test(`${list.name}: on the way, refused, out of reach and empty are told apart, and it comes back by itself`, async ({ share }) => {
    const site = await share();
    const mood = withMood(list.asked, list.empty?.answer);
    const page = await site.open(list.page, { prepare: mood.prepare });
    await list.open?.(page);
    const failed = page.getByRole("alert").filter({ hasText: list.failed });
    const loading = typeof list.loading === "string"
      ? page.getByRole("status", { name: list.loading })
      : list.loading(page);
    await loading.first().waitFor();
    await expectAccessible(page);

    mood.turn("refused");
    await failed.getByText("The database is away.").first().waitFor();
    await expectAccessible(page);

    mood.turn("away");
    await failed.getByRole("button", { name: "Try again" }).first().click();
    await failed.getByText("The service cannot be reached.").first().waitFor();
    await page.getByText("The service does not answer.").waitFor();
    await expectAccessible(page);

    mood.turn("well");
    await page.getByRole("main").getByText(list.shown).first().waitFor();
    await failed.first().waitFor({ state: "detached" });

    const { empty } = list;
    if ("answer" in empty) mood.turn("empty");
    await page.goto(empty.page ?? list.page);
    await list.open?.(page);
    await empty.open?.(page);
    await page.getByRole("main").getByText(empty.said).first().waitFor();
    await expectAccessible(page);
    await shot(
      page,
      `empty-${list.name.toLowerCase().replaceAll(/\W+/g, "-")}`,
    );
  });
}
