/** The one currency that all lines are rates of. */

import { AbsentSource } from "../convert/AbsentSource.tsx";
import { CurrencyPicker } from "../convert/CurrencyPicker.tsx";
import { withSource } from "../convert/question.ts";
import { useModels } from "../models.ts";
import { Icon } from "../shell/Icon.tsx";
import type { ChartQuestion } from "./chart_question.ts";

/** The field; choosing a currency that has a line gives that line to the one before. */
export function SourceField(
  { question, known, onChange }: {
    readonly question: ChartQuestion;
    readonly known: ReadonlySet<string>;
    readonly onChange: (question: ChartQuestion) => void;
  },
) {
  const { currencies } = useModels();
  const { source } = question;
  return (
    <>
      <div class="chartsource">
        <span class="quiet">1</span>
        <CurrencyPicker
          id="chart-source"
          label={`Rates of ${source}, choose another currency`}
          class="source"
          currencies={currencies.enabled.value}
          current={source}
          onPick={(code) => onChange(withSource(question, code))}
        >
          {source}
          <Icon name="open" />
        </CurrencyPicker>
        <span class="quiet">{currencies.byCode.value.get(source)?.name}</span>
      </div>
      {!known.has(source) && <AbsentSource code={source} />}
    </>
  );
}
