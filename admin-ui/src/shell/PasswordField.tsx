/** A field for a password, which its owner may look at. */

import { useSignal } from "@preact/signals";
import { Field } from "./Field.tsx";

/** The field, with a button that shows what was typed. */
export function PasswordField(
  { id, label, problem, hint, value, isNew = false, onInput }: {
    readonly id: string;
    readonly label: string;
    readonly problem: string | undefined;
    readonly hint?: string;
    readonly value: string;
    /** Whether it is chosen here, so that the browser may propose one. */
    readonly isNew?: boolean;
    readonly onInput: (value: string) => void;
  },
) {
  const shown = useSignal(false);
  return (
    <div class="password">
      <Field
        id={id}
        label={label}
        problem={problem}
        hint={hint}
        secret={!shown.value}
        autoComplete={isNew ? "new-password" : "current-password"}
        maxLength={256}
        value={value}
        onInput={onInput}
      />
      <button
        type="button"
        class="plain small"
        aria-pressed={shown.value}
        aria-controls={id}
        onClick={() => shown.value = !shown.value}
      >
        Show
        <span class="unseen">{label.toLowerCase()}</span>
      </button>
    </div>
  );
}
