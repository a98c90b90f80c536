/** The whole admin: the rail, and the page that the address names. */

import { LocationProvider, Route, Router, useLocation } from "preact-iso";
import { LogInDialog } from "./account/LogInDialog.tsx";
import { type Models, ModelsContext, useModels } from "./models.ts";
import { LogInPlace, OTHER_PAGES, PLACES } from "./places.ts";
import { ConnectionBanner } from "./shell/ConnectionBanner.tsx";
import { ErrorBoundary } from "./shell/ErrorBoundary.tsx";
import { MissingPage } from "./shell/MissingPage.tsx";
import { Rail } from "./shell/Rail.tsx";
import { SpokenStatus } from "./shell/SpokenStatus.tsx";

/** The admin on its models. */
export function App({ models }: { readonly models: Models }) {
  return (
    <ModelsContext.Provider value={models}>
      <LocationProvider scope="/admin">
        <a class="skip" href="#main">Skip to the page</a>
        <div class="app">
          <Rail />
          <main id="main" tabIndex={-1}>
            <Pages />
          </main>
        </div>
        <LogInDialog />
        <ConnectionBanner />
        <SpokenStatus />
      </LocationProvider>
    </ModelsContext.Provider>
  );
}

/** The page of the address; where nobody may look without it, the log-in stands in for all of them. */
function Pages() {
  const { path } = useLocation();
  const { session } = useModels();
  const closed = session.closed.value;
  const places = closed ? OTHER_PAGES : [...PLACES, ...OTHER_PAGES];
  return (
    <ErrorBoundary path={path}>
      <Router key={closed ? "closed" : "open"}>
        {places.map(({ path, deep, page }) => (
          <Route
            key={path}
            path={deep ? `${path}/:part?` : path}
            component={page}
          />
        ))}
        <Route default component={closed ? LogInPlace : MissingPage} />
      </Router>
    </ErrorBoundary>
  );
}
