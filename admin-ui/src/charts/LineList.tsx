/** The currencies of a chart: which line is whose, where it ended and how far that is from its start. */

import { CurrencyPicker } from "../convert/CurrencyPicker.tsx";
import { useModels } from "../models.ts";
import { Icon } from "../shell/Icon.tsx";
import { useFocusAfter } from "../shell/use_focus_after.ts";
import { figures } from "../text/reader.ts";
import type { Drawn } from "./chart_model.ts";
import { type ChartQuestion, MAX_LINES } from "./chart_question.ts";
import { changeWords, valueWriter } from "./chart_words.ts";
import { LineMark } from "./LineMark.tsx";
import { changeAt, lastPlace, type Lines } from "./lines.ts";

/** The list, and the way to add to it. */
export function LineList(
  { question, known, waiting, drawn, shown, onChange }: {
    readonly question: ChartQuestion;
    readonly known: ReadonlySet<string>;
    /** Whether an answer is on its way. */
    readonly waiting: boolean;
    readonly drawn: Drawn | null;
    /** The lines as they are drawn. */
    readonly shown: Lines | null;
    readonly onChange: (question: ChartQuestion) => void;
  },
) {
  const { currencies, spoken } = useModels();
  const focus = useFocusAfter();
  const { source, targets } = question;

  function remove(code: string): void {
    const at = targets.indexOf(code);
    const next = targets.filter((one) => one !== code);
    onChange({ ...question, targets: next });
    spoken.value = `${code} removed`;
    const neighbour = next[Math.min(at, next.length - 1)];
    focus(neighbour ? `drop-${neighbour}` : "add-line");
  }

  return (
    <div class="lines">
      <ul aria-label="Lines">
        {targets.map((code) => {
          const line = drawn?.source === source
            ? shown?.lines.find((one) => one.code === code)
            : undefined;
          const last = line ? lastPlace(line) : -1;
          const value = line?.values[last];
          const change = line ? changeAt(line, last) : null;
          const asked = drawn?.source === source &&
            drawn.targets.includes(code);
          const name = currencies.byCode.value.get(code)?.name;
          return (
            <li key={code} class="line">
              <p class="linename">
                <LineMark place={line?.place ?? null} />
                <span class="code">{code}</span>
                <span class="small quiet">{name}</span>
                <button
                  type="button"
                  id={`drop-${code}`}
                  class="sign"
                  aria-label={`Remove ${code}`}
                  title="Remove"
                  onClick={() => remove(code)}
                >
                  <Icon name="close" />
                </button>
              </p>
              {line && value !== null && value !== undefined
                ? (
                  <p class="num">
                    <b>
                      {valueWriter(line.values, {
                        indexed: question.indexed,
                        locale: figures,
                      })(value)}
                    </b>{" "}
                    {change !== null && (
                      <span class="small quiet">
                        {changeWords(change, figures)}
                      </span>
                    )}
                  </p>
                )
                : (
                  <p class="small faint">
                    {code === source
                      ? "is the base itself"
                      : !known.has(code)
                      ? "not enabled here"
                      : asked
                      ? "no rates in these days"
                      : waiting
                      ? "…"
                      : "–"}
                  </p>
                )}
            </li>
          );
        })}
      </ul>
      {targets.length < MAX_LINES && (
        <CurrencyPicker
          id="add-line"
          label="Add a currency"
          class="button"
          currencies={currencies.enabled.value.filter(({ code }) =>
            code !== source && !targets.includes(code)
          )}
          current={null}
          onPick={(code) => {
            onChange({ ...question, targets: [...targets, code] });
            spoken.value = `${code} added`;
          }}
        >
          Add a currency
        </CurrencyPicker>
      )}
    </div>
  );
}
