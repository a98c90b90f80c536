/** One load: what it loads, how far it is, why it stands still, and what can be done about it. */

import { useSignal } from "@preact/signals";
import type { Ingestion } from "../api/client.ts";
import type { Failure } from "../api/failure.ts";
import { useModels } from "../models.ts";
import { FailureNote } from "../shell/FailureNote.tsx";
import { timeWords } from "../text/days.ts";
import { numberFormat } from "../text/formats.ts";
import { figures, words } from "../text/reader.ts";
import {
  isOpen,
  loadWords,
  rangeWords,
  STEERING,
  type Steering,
} from "./load_words.ts";
import { ProgressBar } from "./ProgressBar.tsx";

/** The row. */
export function LoadRow({ load }: { readonly load: Ingestion }) {
  const { loads, providers, spoken, canWrite } = useModels();
  const busy = useSignal<Steering | null>(null);
  const failure = useSignal<Failure | null>(null);
  const name = providers.names.value.get(load.provider) ?? load.provider;
  const range = rangeWords(load, words);
  const said = loadWords(load, { now: new Date(), locale: words });
  const rows = load.rejected_rows;

  async function steer(how: Steering): Promise<void> {
    if (busy.value) return;
    busy.value = how;
    const result = await loads.steer(load.id, how);
    busy.value = null;
    failure.value = result.ok ? null : result;
    if (result.ok) {
      const { word } = loadWords(result.data, {
        now: new Date(),
        locale: words,
      });
      spoken.value = `${name} ${range}: ${word}`;
    }
  }

  return (
    <li class="load">
      <div class="loadname">
        <b>{name}</b> <span class="quiet num">{range}</span>
      </div>
      <p class="loadstate">
        <span class={`dot ${said.tone}`} aria-hidden="true"></span>
        <span class={`word ${said.tone}`}>{said.word}</span>
        <span class="small quiet num">{said.figures}</span>
      </p>
      <div class="loadactions">
        {canWrite.value && said.actions.map((how) => (
          <button
            key={how}
            type="button"
            class="plain"
            aria-label={`${STEERING[how]}: ${name} ${range}`}
            aria-disabled={busy.value !== null}
            onClick={() => void steer(how)}
          >
            {STEERING[how]}
          </button>
        ))}
        {!isOpen(load) && (
          <time class="small faint num" dateTime={load.updated_at}>
            {timeWords(new Date(load.finished_at ?? load.updated_at), {
              now: new Date(),
              locale: words,
            })}
          </time>
        )}
      </div>
      {isOpen(load) && (
        <ProgressBar
          part={load.progress}
          label={`${name} ${range}`}
          still={load.status !== "running"}
        />
      )}
      {said.reason && <p class="small loadreason">{said.reason}</p>}
      {rows.length > 0 && (
        <details class="small quiet loadreason">
          <summary>
            {numberFormat(figures).format(load.rejected)}{" "}
            {load.rejected === 1 ? "row" : "rows"} left out
          </summary>
          <ul class="plainlist num">
            {rows.map(({ row, reason }) => <li key={row}>{row}: {reason}</li>)}
          </ul>
        </details>
      )}
      {failure.value && (
        <FailureNote failure={failure.value} title="It is as it was." />
      )}
    </li>
  );
}
