/** What is asked: the amount, its currency and the day. */

import { useModels } from "../models.ts";
import { Icon } from "../shell/Icon.tsx";
import { AbsentSource } from "./AbsentSource.tsx";
import { AmountField } from "./AmountField.tsx";
import { CurrencyPicker } from "./CurrencyPicker.tsx";
import { DayField } from "./DayField.tsx";
import { type Question, withSource } from "./question.ts";

/** The form, and a note when its currency cannot be asked for. */
export function QuestionForm(
  { question, known, onChange, onEnter }: {
    readonly question: Question;
    /** Codes that can be asked for; null until they are known. */
    readonly known: ReadonlySet<string> | null;
    readonly onChange: (question: Question) => void;
    readonly onEnter: () => void;
  },
) {
  const { currencies } = useModels();
  const { source } = question;
  const currency = currencies.byCode.value.get(source);
  return (
    <>
      <form class="ask" onSubmit={(event) => event.preventDefault()}>
        <AmountField
          amount={question.amount}
          minorUnits={currency?.minor_units ?? 0}
          onChange={(amount) => onChange({ ...question, amount })}
          onEnter={onEnter}
        >
          <CurrencyPicker
            id="source"
            label={`Convert from ${source}, choose another currency`}
            class="source"
            currencies={currencies.enabled.value}
            current={source}
            onPick={(code) => onChange(withSource(question, code))}
          >
            {source}
            <Icon name="open" />
          </CurrencyPicker>
          <span class="quiet sourcename">{currency?.name}</span>
        </AmountField>
        <DayField
          date={question.date}
          onChange={(date) => onChange({ ...question, date })}
        />
      </form>
      {known && !known.has(source) && <AbsentSource code={source} />}
    </>
  );
}
