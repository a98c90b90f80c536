/** Name and password: on the page, and in the dialog that asks again. */

import { useSignal } from "@preact/signals";
import { useLayoutEffect } from "preact/hooks";
import { useModels } from "../models.ts";
import { FailureNote } from "../shell/FailureNote.tsx";
import { Field } from "../shell/Field.tsx";
import { PasswordField } from "../shell/PasswordField.tsx";
import { useForm } from "../shell/use_form.ts";
import { required } from "./required.ts";

/** The form; `username` is who it was before. */
export function LogInForm(
  { id, username: before = "", onLoggedIn, onCancel }: {
    readonly id: string;
    readonly username?: string;
    readonly onLoggedIn: () => void;
    readonly onCancel?: () => void;
  },
) {
  const { session } = useModels();
  const username = useSignal(before);
  const password = useSignal("");
  const form = useForm({
    fields: ["username", "password"],
    check: () =>
      required({ username: username.value, password: password.value }),
    save: () =>
      session.logIn({ username: username.value, password: password.value }),
    onSaved: onLoggedIn,
  });
  useLayoutEffect(() => {
    document.getElementById(`${id}-${before ? "password" : "username"}`)
      ?.focus();
  }, []);

  return (
    <form {...form.attributes} class="stack" aria-label="Log in">
      <Field
        id={`${id}-username`}
        label="User name"
        problem={form.problem("username")}
        autoComplete="username"
        maxLength={60}
        value={username.value}
        onInput={(text) => username.value = text}
      />
      <PasswordField
        id={`${id}-password`}
        label="Password"
        problem={form.problem("password")}
        value={password.value}
        onInput={(text) => password.value = text}
      />
      {form.failure.value && (
        <FailureNote
          failure={form.failure.value}
          title="You are not logged in."
          offerLogIn={false}
        />
      )}
      <div class="formline">
        <button
          type="submit"
          class="primary"
          aria-disabled={form.saving.value}
        >
          {form.saving.value ? "Logging in…" : "Log in"}
        </button>
        {onCancel && <button type="button" onClick={onCancel}>Not now</button>}
      </div>
    </form>
  );
}
