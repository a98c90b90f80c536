/** Which days of which provider are there: its years, and one of them day by day. */

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
  { provider, year: chosen, onYear }: {
    readonly provider: string;
    readonly year: number;
    readonly onYear: (year: number) => void;
  },
) {
  const { coverage, loads } = useModels();
  const news = loads.ended.value;
  useWhenHere(() => void coverage.load(), [coverage, news]);
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
      {mine && (
        <>
          <div class="calendarplace">
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
