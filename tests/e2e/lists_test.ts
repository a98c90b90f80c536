/** The lists of all pages but the history, in a real browser: on their way, empty, refused, out of reach, and there again. */

import { type List, tellApart } from "./support/tell_apart.ts";
import { useBrowser } from "./support/use_browser.ts";

const test = useBrowser();

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

for (const list of LISTS) tellApart(test, list);
