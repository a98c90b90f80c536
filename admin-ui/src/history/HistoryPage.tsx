/** The history: which days are there, loading those that are not, and what was loaded. */

import { useSignal } from "@preact/signals";
import { dataOr } from "../api/loaded.ts";
import { useModels } from "../models.ts";
import { FailureNote } from "../shell/FailureNote.tsx";
import { Later } from "../shell/Later.tsx";
import { Skeleton } from "../shell/Skeleton.tsx";
import { usePage } from "../shell/use_page.ts";
import { useWhenHere } from "../shell/use_when_here.ts";
import { dayOf, type DayRange } from "../text/days.ts";
import { CoverageSection } from "./CoverageSection.tsx";
import { DropFile } from "./DropFile.tsx";
import { LoadList } from "./LoadList.tsx";
import { OpenLoads } from "./OpenLoads.tsx";
import { StartLoad } from "./StartLoad.tsx";

/** The page. */
export function HistoryPage() {
  usePage("History");
  const { providers, coverage, loads, session, canWrite } = useModels();
  // Asked for before it is known whose years they are: all providers' come at once.
  useWhenHere(() => void coverage.load(), [coverage, loads.ended.value]);
  // What may be changed stands between what may be seen: both come at once.
  const known = session.visitor.value.status !== "asking";
  const state = providers.state.value;
  const all = dataOr(state, []);
  const today = dayOf(new Date());
  const key = useSignal<string | null>(null);
  const chosen = useSignal(Number(today.slice(0, 4)));
  const typed = useSignal<DayRange | null>(null);
  const provider = all.find((one) => one.key === key.value) ??
    all.find((one) => one.enabled && one.missing_setting === null) ?? all[0];
  // One that began later has no such year; those that have it show it again.
  const year = Math.max(chosen.value, Number(provider?.since.slice(0, 4) ?? 0));
  const range = typed.value ?? rangeOf(year, provider?.since ?? "", today);

  return (
    <>
      <div class="bar">
        <h1>History</h1>
        {provider && (
          <div class="field inline">
            <label for="history-provider">Provider</label>
            <select
              id="history-provider"
              value={provider.key}
              onChange={(event) => {
                key.value = event.currentTarget.value;
                typed.value = null;
              }}
            >
              {all.map((one) => (
                <option key={one.key} value={one.key}>{one.name}</option>
              ))}
            </select>
          </div>
        )}
      </div>
      {(state.status === "loading" || state.status === "ready" && !known) && (
        <Skeleton rows={5} label="Loading the providers" />
      )}
      {state.status === "error" && (
        <FailureNote
          failure={state.failure}
          title="The history cannot be shown."
          onRetry={() => void providers.load()}
        />
      )}
      {state.status === "ready" && all.length === 0 && (
        <p class="empty quiet">
          This service knows no provider, so there is no history to load.
        </p>
      )}
      <OpenLoads />
      {provider && known && (
        <>
          <CoverageSection
            provider={provider}
            year={year}
            onYear={(next) => {
              chosen.value = next;
              typed.value = null;
            }}
          />
          <Later>
            {canWrite.value && (
              <section aria-labelledby="start-load">
                <h2 id="start-load">Load from {provider.name}</h2>
                <StartLoad
                  provider={provider}
                  range={range}
                  onRange={(next) => typed.value = next}
                />
                {provider.takes_files && <DropFile provider={provider} />}
              </section>
            )}
            <LoadList />
          </Later>
        </>
      )}
    </>
  );
}

/** The days of a year in the provider's history, up to today. */
function rangeOf(year: number, since: string, today: string): DayRange {
  const [start, end] = [`${year}-01-01`, `${year}-12-31`];
  return {
    from: start < since ? since : start,
    to: end < today ? end : today,
  };
}
