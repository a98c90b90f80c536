/** Which days of which provider are there: its years, and one of them day by day. */

import type { CoverageYears, Provider } from "../api/client.ts";
import { dataOr } from "../api/loaded.ts";
import { useModels } from "../models.ts";
import { FailureNote } from "../shell/FailureNote.tsx";
import { Skeleton } from "../shell/Skeleton.tsx";
import { useWhenHere } from "../shell/use_when_here.ts";
import { DayCalendar } from "./DayCalendar.tsx";
import { Legend } from "./Legend.tsx";
import { MonthTable } from "./MonthTable.tsx";
import { YearBars } from "./YearBars.tsx";

/** The section; provider and year are the page's, because a load is started for them. */
export function CoverageSection(
  { provider: { key: provider, name }, year: chosen, onYear }: {
    readonly provider: Pick<Provider, "key" | "name">;
    readonly year: number;
    readonly onYear: (year: number) => void;
  },
) {
  const { coverage, loads, canWrite } = useModels();
  const news = loads.ended.value;
  useWhenHere(() => {
    if (provider) void coverage.loadDays(provider, chosen);
  }, [coverage, provider, chosen, news]);
  const years = coverage.years.value;
  const days = coverage.days.value;
  const mine = dataOr(years, []).find((one) => one.provider === provider);
  const shown = days.status === "ready" && days.data.year === chosen &&
      days.data.provider === provider
    ? days.data
    : null;

  return (
    <section aria-labelledby="coverage" class="coverage">
      <h2 id="coverage">What is there</h2>
      {years.status === "loading" && (
        <Skeleton rows={4} label="Loading the years" />
      )}
      {years.status === "error" && (
        <FailureNote
          failure={years.failure}
          title="The years cannot be shown."
          onRetry={() => void coverage.load()}
        />
      )}
      {years.status === "ready" && !mine && (
        <p class="empty quiet">Nothing is known of its years.</p>
      )}
      {mine && (
        <>
          {isBare(mine) && (
            <p class="bare">
              Nothing is loaded from {name} yet.
              {canWrite.value && " Choose the days below, then press Load."}
            </p>
          )}
          <div
            class="calendarplace"
            aria-busy={!shown && days.status !== "error"}
          >
            {shown
              ? <DayCalendar key={`${provider} ${chosen}`} coverage={shown} />
              : days.status === "error"
              ? (
                <FailureNote
                  failure={days.failure}
                  title={`The days of ${chosen} cannot be shown.`}
                  onRetry={() => void coverage.loadDays(provider, chosen)}
                />
              )
              : <p class="small faint" role="status">Loading {chosen}…</p>}
          </div>
          <Legend />
          <YearBars
            years={mine.years}
            chosen={chosen}
            onChoose={onYear}
          />
          {shown && <MonthTable coverage={shown} />}
        </>
      )}
    </section>
  );
}

/** Whether nothing of its provider is there: a day that could not be had is none. */
function isBare({ years }: CoverageYears): boolean {
  return years.every(({ loaded, empty }) => loaded + empty === 0);
}
