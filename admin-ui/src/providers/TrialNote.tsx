/** What came of trying a provider, in its row. */

import { dayOf } from "../text/days.ts";
import { figures, words } from "../text/reader.ts";
import type { TrialState } from "./providers_model.ts";
import { trialWords } from "./trial_words.ts";

/** The note. */
export function TrialNote(
  { trial, onDismiss }: {
    readonly trial: TrialState;
    readonly onDismiss: () => void;
  },
) {
  if (trial.status === "asking") {
    return <p class="trial small quiet" role="status">Asking it now…</p>;
  }
  const { result } = trial;
  const good = result.ok && result.data.ok;
  const rejected = result.ok ? result.data.rejected : [];
  return (
    <div class={`trial small ${good ? "" : "bad"}`} role="status">
      <p class="num">
        <span class={`dot ${good ? "" : "bad"}`} aria-hidden="true"></span>
        {result.ok
          ? trialWords(result.data, {
            today: dayOf(new Date()),
            words,
            figures,
          })
          : result.detail}{" "}
        <button type="button" class="plain small" onClick={onDismiss}>
          Hide
        </button>
      </p>
      {rejected.length > 0 && (
        <details>
          <summary>
            {rejected.length === 1
              ? "One row was not taken"
              : `${rejected.length} rows were not taken`}
          </summary>
          <ul class="plainlist quiet">
            {rejected.map(({ row, reason }) => (
              <li key={row}>{row}: {reason}</li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
