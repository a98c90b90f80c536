/** The charts: several currencies against one, over any period, as rates or as they move. */

import { useComputed, useModel, useSignal } from "@preact/signals";
import { useModels } from "../models.ts";
import { CopyLinkButton } from "../shell/CopyLinkButton.tsx";
import { FailureNote } from "../shell/FailureNote.tsx";
import { Skeleton } from "../shell/Skeleton.tsx";
import { useAddress } from "../shell/use_address.ts";
import { usePage } from "../shell/use_page.ts";
import { useWhenHere } from "../shell/use_when_here.ts";
import { ChartModel, drawnOf } from "./chart_model.ts";
import { fromChartSearch, toChartSearch } from "./chart_question.ts";
import { ChartView } from "./ChartView.tsx";
import { CsvLink } from "./CsvLink.tsx";
import { LineList } from "./LineList.tsx";
import { indexedLines } from "./lines.ts";
import { PeriodField } from "./PeriodField.tsx";
import { fetchDrawing } from "./PlotArea.tsx";
import type { Period } from "./periods.ts";
import { ScaleField } from "./ScaleField.tsx";
import { SourceField } from "./SourceField.tsx";

// Who draws a chart hears why this is not there.
fetchDrawing().catch(() => null);

/** The page. */
export function ChartsPage() {
  usePage("Charts");
  const { client, currencies, providers } = useModels();
  const model = useModel(() =>
    new ChartModel(client, { currencies, providers, search: location.search })
  );
  const asTable = useSignal(false);
  /** The period before the reader zoomed in. */
  const wider = useSignal<Period | null>(null);
  const { question, change, askAgain } = model;
  useAddress({
    path: "/admin/charts",
    question,
    toSearch: toChartSearch,
    fromSearch: fromChartSearch,
    change,
  });
  useWhenHere(() => {
    if (model.answer.peek().status === "failed") askAgain();
  }, [model]);
  const drawn = useComputed(() => drawnOf(model.answer.value));
  const shown = useComputed(() => {
    const lines = drawn.value?.lines ?? null;
    return lines && question.value.indexed ? indexedLines(lines) : lines;
  });

  const listing = currencies.state.value;
  const known = currencies.known.value;
  const asked = question.value;
  return (
    <>
      <div class="bar">
        <h1>Charts</h1>
        <div class="actions">
          <button
            type="button"
            class="plain"
            onClick={() => asTable.value = !asTable.value}
          >
            {asTable.value ? "Chart" : "Table"}
          </button>
          <CsvLink
            drawn={drawn.value}
            indexed={asked.indexed ? shown.value : null}
          />
          <CopyLinkButton />
        </div>
      </div>
      {listing.status === "error" && (
        <FailureNote
          failure={listing.failure}
          title="The currencies cannot be loaded."
          onRetry={() => void currencies.load()}
        />
      )}
      {!known && <Skeleton rows={6} label="Loading the currencies" />}
      {listing.status === "ready" && known && (
        <>
          <SourceField
            question={asked}
            known={known}
            onChange={change}
          />
          <div class="chartcontrols">
            <PeriodField
              period={asked.period}
              range={model.range.value}
              onChange={(period) => {
                wider.value = null;
                change({ ...asked, period });
              }}
            />
            <ScaleField
              indexed={asked.indexed}
              onChange={(indexed) => change({ ...asked, indexed })}
            />
          </div>
          <LineList
            question={asked}
            known={known}
            waiting={model.answer.value.status === "asking"}
            drawn={drawn.value}
            shown={shown.value}
            onChange={change}
          />
          <ChartView
            answer={model.answer.value}
            shown={shown.value}
            question={asked}
            range={model.range.value}
            asTable={asTable.value}
            zoomed={wider.value !== null}
            onZoom={(range) => {
              wider.value ??= asked.period;
              change({ ...asked, period: range });
            }}
            onReset={() => {
              if (wider.value) change({ ...asked, period: wider.value });
              wider.value = null;
            }}
            onScale={(indexed) => change({ ...asked, indexed })}
            onRetry={askAgain}
          />
        </>
      )}
    </>
  );
}
