/** The whole admin: the rail, and the page that the address names. */

import { LocationProvider, Route, Router } from "preact-iso";
import { ConverterPage } from "./convert/ConverterPage.tsx";
import { CurrenciesPage } from "./currencies/CurrenciesPage.tsx";
import { type Models, ModelsContext } from "./models.ts";
import { ProvidersPage } from "./providers/ProvidersPage.tsx";
import { keepFresh } from "./shell/keep_fresh.ts";
import { MissingPage } from "./shell/MissingPage.tsx";
import { Rail } from "./shell/Rail.tsx";
import { SpokenStatus } from "./shell/SpokenStatus.tsx";
import { useEffect } from "preact/hooks";

/** The admin on its models. */
export function App({ models }: { readonly models: Models }) {
  useEffect(() => keepFresh([models.currencies, models.providers]), [models]);
  return (
    <ModelsContext.Provider value={models}>
      <LocationProvider scope="/admin">
        <a class="skip" href="#main">Skip to the page</a>
        <div class="app">
          <Rail />
          <main id="main" tabIndex={-1}>
            <Router>
              <Route path="/admin" component={ConverterPage} />
              <Route path="/admin/convert" component={ConverterPage} />
              <Route path="/admin/currencies" component={CurrenciesPage} />
              <Route path="/admin/providers" component={ProvidersPage} />
              <Route default component={MissingPage} />
            </Router>
          </main>
        </div>
        <SpokenStatus />
      </LocationProvider>
    </ModelsContext.Provider>
  );
}
