/** A new password for somebody else. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { PASSWORD_HINT } from "../account/account_words.ts";
import { required } from "../account/required.ts";
import type { User } from "../api/client.ts";
import type { Result } from "../api/result.ts";
import { FailureNote } from "../shell/FailureNote.tsx";
import { PasswordField } from "../shell/PasswordField.tsx";
import { useForm } from "../shell/use_form.ts";

/** The form. */
export function ResetPassword({ user, onSave, onSaved, onCancel }: {
  readonly user: User;
  readonly onSave: (password: string) => Promise<Result<User>>;
  readonly onSaved: () => void;
  readonly onCancel: () => void;
}) {
  const password = useSignal("");
  const id = `reset-${user.id}`;
  const form = useForm({
    fields: ["password"],
    check: () => required({ password: password.value }),
    save: () => onSave(password.value),
    onSaved,
  });
  useEffect(() => document.getElementById(id)?.focus(), []);
  return (
    <form
      {...form.attributes}
      class="edit"
      aria-label={`Reset the password of ${user.username}`}
      onKeyDown={(event) => {
        if (event.key === "Escape") onCancel();
      }}
    >
      <div class="narrow">
        <PasswordField
          id={id}
          label={`New password of ${user.username}`}
          problem={form.problem("password")}
          hint={`${PASSWORD_HINT} They are logged out everywhere.`}
          isNew
          value={password.value}
          onInput={(text) => password.value = text}
        />
      </div>
      {form.failure.value && (
        <FailureNote
          failure={form.failure.value}
          title="The password is as before."
        />
      )}
      <div class="formline">
        <button type="submit" class="primary" aria-disabled={form.saving.value}>
          {form.saving.value ? "Saving…" : "Set the password"}
        </button>
        <button type="button" onClick={onCancel}>Cancel</button>
      </div>
    </form>
  );
}
