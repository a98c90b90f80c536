/** What stands in the place of the chart: the lines, their table, or why there is neither. */

import { FailureNote } from "../shell/FailureNote.tsx";
import type { DayRange } from "../text/days.ts";
import { words } from "../text/reader.ts";
import { type ChartAnswer, drawnOf } from "./chart_model.ts";
import type { ChartQuestion } from "./chart_question.ts";
import { ChartNotes } from "./ChartNotes.tsx";
import { ChartTable } from "./ChartTable.tsx";
import { spanWords } from "./chart_words.ts";
import type { Lines } from "./lines.ts";
import { PlotArea } from "./PlotArea.tsx";

/** The view; it is as tall empty as it is full. */
export function ChartView(
  { answer, shown, question, range, asTable, zoomed, ...on }: {
    readonly answer: ChartAnswer;
    readonly shown: Lines | null;
    readonly question: ChartQuestion;
    /** The days of the question, which the answer may not have reached yet. */
    readonly range: DayRange;
    readonly asTable: boolean;
    readonly zoomed: boolean;
    readonly onZoom: (range: DayRange) => void;
    readonly onReset: () => void;
    readonly onScale: (indexed: boolean) => void;
    readonly onRetry: () => void;
  },
) {
  const drawn = drawnOf(answer);
  const isEmpty = answer.status === "ready" && shown?.lines.length === 0;
  return (
    <section aria-label="Chart" aria-busy={answer.status === "asking"}>
      {answer.status === "failed" && (
        <FailureNote
          failure={answer.failure}
          title={answer.drawn
            ? "What you see answers an earlier question."
            : "There is nothing to show."}
          onRetry={on.onRetry}
        />
      )}
      <div class="charthead small quiet">
        <p>{drawn ? spanWords(drawn.range, drawn.group, words) : " "}</p>
        {zoomed
          ? (
            <button type="button" class="plain small" onClick={on.onReset}>
              Reset zoom
            </button>
          )
          : !asTable && drawn && (
            <>
              <p class="zoomhint fine">Drag, or press + and −, to zoom</p>
              <p class="zoomhint coarse">Two fingers zoom</p>
            </>
          )}
      </div>
      {drawn && shown && shown.lines.length > 0
        ? asTable
          ? <ChartTable drawn={drawn} shown={shown} question={question} />
          : (
            <PlotArea
              lines={shown}
              drawn={drawn}
              range={range}
              indexed={question.indexed}
              onZoom={on.onZoom}
            />
          )
        : (
          <div class="plot none quiet">
            {isEmpty
              ? (
                <p>
                  Nobody has rates for these days. Choose a longer period, or
                  {" "}
                  <a href="/admin/history">load some history</a>.
                </p>
              )
              : answer.status === "idle"
              ? <p>Add a currency to see its rates.</p>
              : answer.status === "asking" && <p role="status">Loading…</p>}
          </div>
        )}
      {drawn && (
        <ChartNotes
          drawn={drawn}
          indexed={question.indexed}
          onScale={on.onScale}
        />
      )}
    </section>
  );
}
