/** The chart as a table: the same values for those who read rather than look. */

import { useModels } from "../models.ts";
import { figures, words } from "../text/reader.ts";
import type { Drawn } from "./chart_model.ts";
import type { ChartQuestion } from "./chart_question.ts";
import { changeWords, pointDayShort, valueWriter } from "./chart_words.ts";
import { changeAt, type Lines } from "./lines.ts";

/** The table, newest day first. */
export function ChartTable(
  { drawn, shown, question }: {
    readonly drawn: Drawn;
    readonly shown: Lines;
    readonly question: ChartQuestion;
  },
) {
  const { currencies } = useModels();
  const writers = shown.lines.map(({ values }) =>
    valueWriter(values, { indexed: question.indexed, locale: figures })
  );
  const places = [...shown.days.keys()].reverse();
  return (
    <div
      class="charttable"
      role="region"
      aria-label="Values, newest first"
      tabIndex={0}
    >
      <table class="num">
        <caption class="unseen">
          {question.indexed
            ? `1 ${drawn.source}, each currency from 100 at its start`
            : `1 ${drawn.source} in each currency`}, with the difference since
          the start
        </caption>
        <thead>
          <tr>
            <th scope="col">
              {drawn.group === "week" ? "week of" : drawn.group ?? "day"}
            </th>
            {shown.lines.map(({ code }) => (
              <th
                key={code}
                scope="col"
                title={currencies.byCode.value.get(code)?.name}
              >
                {code}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {places.map((at) => {
            const day = shown.days[at] ?? "";
            return (
              <tr key={day}>
                <th scope="row">{pointDayShort(day, drawn.group, words)}</th>
                {shown.lines.map((line, column) => {
                  const value = line.values[at] ?? null;
                  const change = changeAt(line, at);
                  return (
                    <td key={line.code}>
                      {value === null ? "–" : writers[column]?.(value)}{" "}
                      {change !== null && (
                        <span class="small faint">
                          {changeWords(change, figures)}
                        </span>
                      )}
                    </td>
                  );
                })}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
