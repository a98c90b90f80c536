/** Changing one's own password. */

import { useSignal } from "@preact/signals";
import { PASSWORD_HINT } from "../account/account_words.ts";
import { required } from "../account/required.ts";
import { ask } from "../api/ask.ts";
import { useModels } from "../models.ts";
import { FailureNote } from "../shell/FailureNote.tsx";
import { PasswordField } from "../shell/PasswordField.tsx";
import { useForm } from "../shell/use_form.ts";

/** The form, and what came of it. */
export function OwnPassword({ username }: { readonly username: string }) {
  const { client, spoken } = useModels();
  const current = useSignal("");
  const next = useSignal("");
  const changed = useSignal(false);
  const form = useForm({
    fields: ["current_password", "new_password"],
    check: () =>
      required({
        current_password: current.value,
        new_password: next.value,
      }),
    save: () =>
      ask((init) =>
        client.session.password.$post({
          json: { current_password: current.value, new_password: next.value },
        }, init)
      ),
    onSaved() {
      current.value = next.value = "";
      changed.value = true;
      spoken.value = "Your password is changed";
    },
  });
  return (
    <section aria-labelledby="password-title">
      <div class="parthead">
        <h2 id="password-title">Change your password</h2>
      </div>
      <form
        {...form.attributes}
        class="stack narrow"
        aria-label="Change your password"
      >
        <input
          type="text"
          class="unseen"
          autoComplete="username"
          aria-hidden="true"
          tabIndex={-1}
          readOnly
          value={username}
        />
        <PasswordField
          id="current-password"
          label="Current password"
          problem={form.problem("current_password")}
          value={current.value}
          onInput={(text) => {
            current.value = text;
            changed.value = false;
          }}
        />
        <PasswordField
          id="next-password"
          label="New password"
          problem={form.problem("new_password")}
          hint={PASSWORD_HINT}
          isNew
          value={next.value}
          onInput={(text) => next.value = text}
        />
        {form.failure.value && (
          <FailureNote
            failure={form.failure.value}
            title="Your password is as before."
          />
        )}
        <div class="formline">
          <button type="submit" aria-disabled={form.saving.value}>
            {form.saving.value ? "Changing…" : "Change it"}
          </button>
          {changed.value && (
            <p class="small">
              <span class="dot" aria-hidden="true"></span>
              Changed; everywhere else you are logged out.
            </p>
          )}
        </div>
      </form>
    </section>
  );
}
