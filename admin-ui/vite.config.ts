/** The build of the pages: the admin (`index.html`) and the API's documentation (`docs.html`). */

import { defineConfig } from "vite";
import { colouredFirst } from "./coloured_first.ts";
import { compiledEarly } from "./compiled_early.ts";
import { limitFirstLoad } from "./first_load.ts";
import { nameFiles } from "./named_files.ts";

const SERVICE = "http://localhost:8000";

/** The page of each place by its address below `/admin`, where `overview` is at home. */
const PAGES = {
  overview: "overview/OverviewPage.tsx",
  convert: "convert/ConverterPage.tsx",
  charts: "charts/ChartsPage.tsx",
  currencies: "currencies/CurrenciesPage.tsx",
  providers: "providers/ProvidersPage.tsx",
  history: "history/HistoryPage.tsx",
  access: "access/AccessPage.tsx",
  login: "account/LogInPage.tsx",
  setup: "account/SetUpPage.tsx",
} as const;

export default defineConfig({
  base: "/admin/",
  plugins: [
    colouredFirst("index.html"),
    limitFirstLoad("index", 90_000),
    nameFiles("index.html", PAGES),
    // Not Swagger UI, of whose 1.5 MB most is never called.
    compiledEarly({ except: "docs" }),
  ],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  server: {
    proxy: { "/api": SERVICE, "/openapi.json": SERVICE },
  },
  build: {
    // Browsers that can run the page know modulepreload, and data: URLs would widen the content security policy.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    // Swagger UI is one large file by nature, and only the documentation loads it.
    chunkSizeWarningLimit: 2_000,
    rolldownOptions: {
      input: { index: "index.html", docs: "docs.html" },
      output: {
        // A page is three files, not ten: a phone spends more on each file than on the few bytes that it does not need.
        codeSplitting: { groups: [{ name: "shared", minShareCount: 2 }] },
      },
    },
  },
});
