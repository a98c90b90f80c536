/** The currencies that the amount is wanted in: a row each, in the reader's own order. */

import { useModel } from "@preact/signals";
import { useModels } from "../models.ts";
import { moved } from "../order.ts";
import { copyText } from "../shell/copy_text.ts";
import { useFocusAfter } from "../shell/use_focus_after.ts";
import { type Converter, figuresOf } from "./converter_model.ts";
import { TargetRow } from "./TargetRow.tsx";
import { TrendsModel } from "./trends_model.ts";

/** The rows, or what to do when there is none. */
export function TargetList(
  { model, exact, arranging }: {
    readonly model: Converter;
    readonly exact: boolean;
    /** Whether the tools of the rows show where they would be hidden. */
    readonly arranging: boolean;
  },
) {
  const { client, currencies, spoken } = useModels();
  const { trends } = useModel(() => new TrendsModel(client, model));
  const focus = useFocusAfter();
  const question = model.question.value;
  const answer = model.answer.value;
  const known = currencies.known.value;
  const { targets } = question;

  function move(code: string, by: number, from: string): void {
    const next = moved(targets, code, by);
    if (next === targets) return;
    model.change({ ...question, targets: next });
    spoken.value = `${code} is now ${
      next.indexOf(code) + 1
    } of ${targets.length}`;
    focus(from);
  }

  function remove(code: string): void {
    const at = targets.indexOf(code);
    const next = targets.filter((one) => one !== code);
    model.change({ ...question, targets: next });
    spoken.value = `${code} removed`;
    const neighbour = next[Math.min(at, next.length - 1)];
    focus(neighbour ? `remove-${neighbour}` : "add-target");
  }

  async function copy(text: string, what: string): Promise<void> {
    spoken.value = await copyText(text)
      ? `${what} copied`
      : `${what} cannot be copied here`;
  }

  if (targets.length === 0) {
    return (
      <p class="empty quiet">
        No currency is chosen. Add the first to see the amount in it.
      </p>
    );
  }
  return (
    <ol
      class={`targets${arranging ? " arranging" : ""}`}
      aria-label="Amounts"
      aria-busy={answer.status === "asking"}
    >
      {targets.map((code, place) => (
        <TargetRow
          key={code}
          code={code}
          place={place}
          count={targets.length}
          known={known?.has(code) ?? false}
          figures={figuresOf(answer)}
          answer={answer.status}
          trend={trends.value.get(code) ?? null}
          exact={exact}
          onMove={move}
          onRemove={remove}
          onCopy={copy}
        />
      ))}
    </ol>
  );
}
