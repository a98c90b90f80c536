/** How complete each provider's history is: a bar a provider, a piece a year. */

import type { CoverageYears, Provider } from "../api/client.ts";
import { dataOr } from "../api/loaded.ts";
import { useModels } from "../models.ts";
import { FailureNote } from "../shell/FailureNote.tsx";
import { Skeleton } from "../shell/Skeleton.tsx";
import { useWhenHere } from "../shell/use_when_here.ts";
import { spanWords } from "./span_words.ts";
import { words } from "../text/reader.ts";
import { YearBar } from "../history/YearBars.tsx";

/** The section. */
export function HistoryBars(
  { providers }: { readonly providers: readonly Provider[] },
) {
  const { coverage, loads } = useModels();
  useWhenHere(() => void coverage.load(), [coverage, loads.ended.value]);
  const state = coverage.years.value;
  const known = new Map(
    dataOr(state, []).map((one) => [one.provider, one]),
  );
  const shown = providers.filter(({ enabled }) => enabled);
  const bars = shown.flatMap(({ key, name }) => {
    const span = known.get(key);
    return span ? [{ key, name, span }] : [];
  });
  const longest = Math.max(
    1,
    ...shown.map(({ key }) => known.get(key)?.years.length ?? 0),
  );
  return (
    <section aria-labelledby="history-bars">
      <h2 id="history-bars">
        History <a class="small" href="/admin/history">Load more</a>
      </h2>
      {state.status === "loading" && (
        <Skeleton rows={shown.length} label="Loading the history" />
      )}
      {state.status === "error" && (
        <FailureNote
          failure={state.failure}
          title="The history cannot be shown."
          onRetry={() => void coverage.load()}
        />
      )}
      {state.status === "ready" && bars.length === 0 && (
        <p class="empty quiet">
          {shown.length === 0
            ? "No provider is on."
            : "Nothing is known of their history."}
        </p>
      )}
      {bars.length > 0 && (
        <ul class="spans">
          {bars.map(({ key, name, span }) => (
            <Span key={key} name={name} span={span} longest={longest} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Span(
  { name, span, longest }: {
    readonly name: string;
    readonly span: CoverageYears;
    /** Years of the longest history: a year is as wide everywhere. */
    readonly longest: number;
  },
) {
  const years = span.years.toReversed();
  return (
    <li class="span">
      <b>{name}</b>
      <div
        class="spanyears"
        aria-hidden="true"
        style={{ gridTemplateColumns: `repeat(${longest}, minmax(0, 1fr))` }}
      >
        {years.map((one, at) => (
          <span
            key={one.year}
            title={String(one.year)}
            style={{ gridColumnStart: longest - years.length + at + 1 }}
          >
            <YearBar counts={one} />
          </span>
        ))}
      </div>
      <span class="small quiet num">{spanWords(span, words)}</span>
    </li>
  );
}
