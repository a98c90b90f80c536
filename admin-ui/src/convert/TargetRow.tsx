/** One currency of the converter: its amount, its rate, where that comes from, and its place in the list. */

import { useModels } from "../models.ts";
import { Icon } from "../shell/Icon.tsx";
import type { Answer, Figures } from "./converter_model.ts";
import { TargetFigure } from "./TargetFigure.tsx";
import { TargetOrigin } from "./TargetOrigin.tsx";
import { TrendLine } from "./TrendLine.tsx";
import type { Trend } from "./trend_words.ts";

/** The row. */
export function TargetRow(
  { code, place, count, known, figures, answer, trend, exact, ...on }: {
    readonly code: string;
    /** From 0. */
    readonly place: number;
    readonly count: number;
    /** Whether the currency can be asked for. */
    readonly known: boolean;
    readonly figures: Figures | null;
    readonly answer: Answer["status"];
    readonly trend: Trend | null;
    readonly exact: boolean;
    /** `from` is the id of the control that moved it. */
    readonly onMove: (code: string, by: number, from: string) => void;
    readonly onRemove: (code: string) => void;
    readonly onCopy: (text: string, what: string) => Promise<void>;
  },
) {
  const { currencies } = useModels();
  const currency = currencies.byCode.value.get(code);
  const result = known ? figures?.results.get(code) : undefined;
  return (
    <li
      class="target"
      onKeyDown={(event) => {
        const { key, altKey, target } = event;
        const from = target instanceof HTMLElement ? target.id : "";
        if (altKey && key === "ArrowUp") on.onMove(code, -1, from);
        else if (altKey && key === "ArrowDown") on.onMove(code, 1, from);
        else if (key === "Delete") on.onRemove(code);
        else return;
        event.preventDefault();
      }}
    >
      <span class="code">{code}</span>
      <div class="about">
        <p>{currency?.name ?? "Not known here"}</p>
        <TargetOrigin
          code={code}
          known={known}
          figures={figures}
          answer={answer}
        />
      </div>
      <div class="tools">
        <button
          type="button"
          id={`copy-${code}`}
          class="sign"
          aria-label={`Copy the amount in ${code}`}
          title="Copy the amount"
          disabled={!result}
          onClick={() =>
            result &&
            void on.onCopy(
              exact ? result.exact_amount : result.amount,
              `${code} amount`,
            )}
        >
          <Icon name="copy" />
        </button>
        <button
          type="button"
          id={`up-${code}`}
          class="sign"
          aria-label={`Move ${code} up`}
          aria-keyshortcuts="Alt+ArrowUp"
          title="Move up (Alt ↑)"
          aria-disabled={place === 0}
          onClick={() => on.onMove(code, -1, `up-${code}`)}
        >
          <Icon name="up" />
        </button>
        <button
          type="button"
          id={`down-${code}`}
          class="sign"
          aria-label={`Move ${code} down`}
          aria-keyshortcuts="Alt+ArrowDown"
          title="Move down (Alt ↓)"
          aria-disabled={place === count - 1}
          onClick={() => on.onMove(code, 1, `down-${code}`)}
        >
          <Icon name="down" />
        </button>
        <button
          type="button"
          id={`remove-${code}`}
          class="sign"
          aria-label={`Remove ${code}`}
          aria-keyshortcuts="Delete"
          title="Remove (Delete)"
          onClick={() => on.onRemove(code)}
        >
          <Icon name="close" />
        </button>
      </div>
      <TrendLine
        code={code}
        trend={result && trend?.source === figures?.question.source
          ? trend
          : null}
      />
      <TargetFigure
        result={result}
        minorUnits={currency?.minor_units}
        waiting={known && answer === "asking" && result === undefined &&
          !figures?.unavailable.has(code)}
        missing={!known || figures?.unavailable.has(code) === true}
        exact={exact}
      />
    </li>
  );
}
