/** Somebody else changed the currency while this form was open: both values, and the two ways on. */

import type { Currency } from "../api/client.ts";
import { type CurrencyDraft, differences } from "./currency_draft.ts";

/** The note. */
export function CurrencyConflict(
  { mine, theirs, onTake }: {
    readonly mine: CurrencyDraft;
    readonly theirs: Currency;
    /** Gives up what was typed. */
    readonly onTake: () => void;
  },
) {
  const fields = differences(mine, theirs);
  return (
    <div class="note warn" role="alert">
      <p>
        <strong>Somebody else has changed {theirs.code} meanwhile.</strong>{" "}
        {fields.length === 0
          ? "What you typed is what it is now."
          : "Save again to put yours in its place."}
      </p>
      {fields.length > 0 && (
        <table class="small conflict">
          <thead>
            <tr>
              <td></td>
              <th scope="col">Theirs, saved</th>
              <th scope="col">Yours, typed</th>
            </tr>
          </thead>
          <tbody>
            {fields.map(({ label, theirs, mine }) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                <td>{theirs}</td>
                <td>{mine}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <button type="button" onClick={onTake}>Take theirs</button>
    </div>
  );
}
