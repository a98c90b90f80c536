/** Handing in a file that a provider publishes: dropped here, or chosen. */

import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { FileReport, Provider } from "../api/client.ts";
import type { Failure } from "../api/failure.ts";
import { useModels } from "../models.ts";
import { FailureNote } from "../shell/FailureNote.tsx";
import { words } from "../text/reader.ts";
import { fileWords } from "./file_words.ts";

/** The place for files. */
export function DropFile({ provider }: { readonly provider: Provider }) {
  const { loads, spoken } = useModels();
  const over = useSignal(false);
  const reading = useSignal<string | null>(null);
  const report = useSignal<FileReport | null>(null);
  const failure = useSignal<Failure | null>(null);
  const input = useRef<HTMLInputElement>(null);

  async function take(file: File | undefined): Promise<void> {
    if (!file || reading.value !== null) return;
    reading.value = file.name;
    report.value = null;
    failure.value = null;
    const result = await loads.handIn(provider.key, file);
    reading.value = null;
    if (input.current) input.current.value = "";
    if (result.ok) {
      report.value = result.data;
      spoken.value = fileWords(result.data, words);
    } else failure.value = result;
  }

  return (
    <div class="dropfile">
      <div
        class={`dropzone${over.value ? " over" : ""}`}
        onDragOver={(event) => {
          event.preventDefault();
          over.value = true;
        }}
        onDragLeave={() => over.value = false}
        onDrop={(event) => {
          event.preventDefault();
          over.value = false;
          void take(event.dataTransfer?.files[0]);
        }}
      >
        <p>
          {reading.value === null
            ? "Have a file already? Drop it here: "
            : `Reading ${reading.value}…`}
          {reading.value === null && (
            <span class="quiet">
              eurofxref-hist.zip, its CSV or its XML, 16 MB at most.
            </span>
          )}
        </p>
        <button
          type="button"
          aria-disabled={reading.value !== null}
          onClick={() => {
            if (reading.value === null) input.current?.click();
          }}
        >
          Choose a file
        </button>
        <input
          ref={input}
          type="file"
          class="unseen"
          tabIndex={-1}
          accept=".zip,.csv,.xml"
          aria-label={`File of ${provider.name}`}
          onChange={(event) => void take(event.currentTarget.files?.[0])}
        />
      </div>
      {report.value && (
        <div class="small filereport" role="status">
          <p class="num">
            <span class="dot" aria-hidden="true"></span>
            {fileWords(report.value, words)}
          </p>
          {report.value.rejected_rows.length > 0 && (
            <details>
              <summary>Which rows, and why</summary>
              <ul class="plainlist quiet num">
                {report.value.rejected_rows.map(({ row, reason }) => (
                  <li key={row}>{row}: {reason}</li>
                ))}
              </ul>
            </details>
          )}
        </div>
      )}
      {failure.value && (
        <FailureNote failure={failure.value} title="Nothing was stored." />
      )}
    </div>
  );
}
