/** Asking once before a currency goes, with what that means. */

import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Currency } from "../api/client.ts";
import type { Failure } from "../api/failure.ts";
import { useModels } from "../models.ts";
import { FailureNote } from "../shell/FailureNote.tsx";

/** The question and its two answers. */
export function RemoveCurrency(
  { currency, onRemoved, onCancel }: {
    readonly currency: Currency;
    readonly onRemoved: () => void;
    readonly onCancel: () => void;
  },
) {
  const { code, name, enabled } = currency;
  const { currencies } = useModels();
  const removing = useSignal(false);
  const failure = useSignal<Failure | null>(null);
  const keep = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => keep.current?.focus(), []);

  async function remove(): Promise<void> {
    removing.value = true;
    const result = await currencies.remove(currency);
    removing.value = false;
    if (result.ok) onRemoved();
    else failure.value = result;
  }

  return (
    <div
      class="edit"
      role="group"
      aria-label={`Remove ${code}`}
      onKeyDown={(event) => {
        if (event.key === "Escape") onCancel();
      }}
    >
      <p>
        Remove {name}? Nobody can ask for {code}{" "}
        any more, and programs that do are refused. Its stored rates stay, so
        adding it again gives it its history at once.{enabled &&
          " To pause it only, switch it off instead."}
      </p>
      {failure.value && (
        <FailureNote failure={failure.value} title={`${code} is still here.`} />
      )}
      <div class="formline">
        <button
          type="button"
          class="danger"
          aria-disabled={removing.value}
          onClick={() => {
            if (!removing.value) void remove();
          }}
        >
          {removing.value ? "Removing…" : `Remove ${code}`}
        </button>
        <button ref={keep} type="button" onClick={onCancel}>Keep it</button>
      </div>
    </div>
  );
}
