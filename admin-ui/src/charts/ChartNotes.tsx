/** What a reader must know before relying on a chart. */

import { words } from "../text/reader.ts";
import type { Drawn } from "./chart_model.ts";
import { missingWords } from "./chart_words.ts";
import { differInSize } from "./lines.ts";

/** The notes; nothing when there is nothing to say. */
export function ChartNotes(
  { drawn, indexed, onScale }: {
    readonly drawn: Drawn;
    readonly indexed: boolean;
    readonly onScale: (indexed: boolean) => void;
  },
) {
  const missing = missingWords(drawn.missing, words);
  return (
    <div class="chartnotes small">
      {drawn.synthetic && (
        <p>
          <span class="tag bad">Made up</span>{" "}
          Some of these rates were invented by the mock provider: for tests
          only.
        </p>
      )}
      {missing && (
        <p>
          <span class="tag warn">Not complete</span> {missing}{" "}
          <a href="/admin/history">Load them in History</a>
        </p>
      )}
      {!indexed && differInSize(drawn.lines) && (
        <p class="quiet">
          These rates differ so much in size that the small ones look flat.{" "}
          <button
            type="button"
            class="plain small"
            onClick={() => onScale(true)}
          >
            Start all at 100
          </button>
        </p>
      )}
    </div>
  );
}
