/** What can be done with all targets: adding one, exchanging the first with the source, and putting them in order. */

import { useModels } from "../models.ts";
import { CurrencyPicker } from "./CurrencyPicker.tsx";
import { type Question, swapped } from "./question.ts";

/** The buttons. */
export function TargetActions(
  { question, onChange, arranging, onArrange }: {
    readonly question: Question;
    readonly onChange: (question: Question) => void;
    readonly arranging: boolean;
    readonly onArrange: (on: boolean) => void;
  },
) {
  const { currencies, spoken } = useModels();
  const { source, targets } = question;
  const free = currencies.enabled.value.filter(({ code }) =>
    code !== source && !targets.includes(code)
  );
  return (
    <div class="under">
      <CurrencyPicker
        id="add-target"
        label="Add a currency"
        class="button"
        currencies={free}
        current={null}
        onPick={(code) => {
          onChange({ ...question, targets: [...targets, code] });
          spoken.value = `${code} added`;
        }}
      >
        Add a currency
      </CurrencyPicker>
      <button
        type="button"
        class="plain"
        disabled={targets.length === 0}
        onClick={() => onChange(swapped(question))}
      >
        Swap{targets[0] && ` ${source} and ${targets[0]}`}
      </button>
      <button
        type="button"
        class="plain arrange"
        onClick={() => onArrange(!arranging)}
      >
        {arranging ? "Done" : "Arrange"}
      </button>
    </div>
  );
}
