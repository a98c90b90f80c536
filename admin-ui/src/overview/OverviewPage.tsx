/** The overview: whether everything is fresh, and if not, what to look at. */

import { dataOr } from "../api/loaded.ts";
import { OpenLoads } from "../history/OpenLoads.tsx";
import { useModels } from "../models.ts";
import { FailureNote } from "../shell/FailureNote.tsx";
import { Skeleton } from "../shell/Skeleton.tsx";
import { usePage } from "../shell/use_page.ts";
import { FirstSteps } from "./FirstSteps.tsx";
import { FreshnessLead } from "./FreshnessLead.tsx";
import { HistoryBars } from "./HistoryBars.tsx";
import { LastChanges } from "./LastChanges.tsx";
import { LastLoads } from "./LastLoads.tsx";
import { ProviderTable } from "./ProviderTable.tsx";

/** A service with fewer days than this has only just begun. */
const FIRST_DAYS = 30;

/** The page. */
export function OverviewPage() {
  usePage("Overview");
  const { providers, coverage, loads, canWrite } = useModels();
  const state = providers.state.value;
  const all = dataOr(state, []);
  const years = coverage.years.value;
  const stored = dataOr(years, []).flatMap((one) => one.years)
    .reduce((sum, { loaded }) => sum + loaded, 0);
  const isFirstDay = years.status === "ready" && stored < FIRST_DAYS &&
    loads.open.value.length === 0;

  return (
    <>
      <h1 class="unseen">Overview</h1>
      <FreshnessLead />
      {state.status === "ready" && state.outdated && (
        <FailureNote
          failure={state.outdated}
          title="This may be out of date."
          onRetry={() => void providers.load()}
        />
      )}
      {state.status === "loading" && (
        <Skeleton rows={6} label="Loading the providers" />
      )}
      {state.status === "error" && (
        <FailureNote
          failure={state.failure}
          title="The providers cannot be loaded."
          onRetry={() => void providers.load()}
        />
      )}
      {state.status === "ready" && (
        <>
          <section aria-labelledby="overview-providers">
            <h2 id="overview-providers">
              Providers, in order of preference{" "}
              <a class="small" href="/admin/providers">Change</a>
            </h2>
            {all.length > 0
              ? <ProviderTable providers={all} />
              : <p class="empty quiet">This service knows no provider.</p>}
          </section>
          <OpenLoads />
          {isFirstDay && <FirstSteps providers={all} />}
          <HistoryBars providers={all} />
          {canWrite.value && <LastChanges />}
          <LastLoads />
        </>
      )}
    </>
  );
}
