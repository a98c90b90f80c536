/** Asking once before something goes, with what that means. */

import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Failure } from "../api/failure.ts";
import type { Result } from "../api/result.ts";
import { FailureNote } from "./FailureNote.tsx";

/** The question and its two answers; the one that changes nothing has the focus. */
export function Confirm(
  {
    label,
    doing,
    kept,
    cancel = "Keep it",
    onConfirm,
    onDone,
    onCancel,
    children,
  }: {
    /** What is done: the name of the button that does it. */
    readonly label: string;
    /** The same while it is under way. */
    readonly doing: string;
    /** What is true when it failed. */
    readonly kept: string;
    readonly cancel?: string;
    readonly onConfirm: () => Promise<Result<unknown>>;
    readonly onDone: () => void;
    readonly onCancel: () => void;
    readonly children: ComponentChildren;
  },
) {
  const busy = useSignal(false);
  const failure = useSignal<Failure | null>(null);
  const keep = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => keep.current?.focus(), []);

  async function confirm(): Promise<void> {
    busy.value = true;
    const result = await onConfirm();
    busy.value = false;
    if (result.ok) onDone();
    else failure.value = result;
  }

  return (
    <div
      class="edit"
      role="group"
      aria-label={label}
      onKeyDown={(event) => {
        if (event.key === "Escape") onCancel();
      }}
    >
      <p>{children}</p>
      {failure.value && <FailureNote failure={failure.value} title={kept} />}
      <div class="formline">
        <button
          type="button"
          class="danger"
          aria-disabled={busy.value}
          onClick={() => {
            if (!busy.value) void confirm();
          }}
        >
          {busy.value ? doing : label}
        </button>
        <button ref={keep} type="button" onClick={onCancel}>{cancel}</button>
      </div>
    </div>
  );
}
