/** Adding somebody who may log in. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import {
  PASSWORD_HINT,
  ROLES,
  USERNAME_HINT,
} from "../account/account_words.ts";
import { required } from "../account/required.ts";
import type { Role, User } from "../api/client.ts";
import type { Result } from "../api/result.ts";
import { Choices } from "../shell/Choices.tsx";
import { FailureNote } from "../shell/FailureNote.tsx";
import { Field } from "../shell/Field.tsx";
import { PasswordField } from "../shell/PasswordField.tsx";
import { useForm } from "../shell/use_form.ts";
import type { NewUser } from "./users_model.ts";

/** The form. */
export function NewUserForm({ onSave, onSaved, onCancel }: {
  readonly onSave: (user: NewUser) => Promise<Result<User>>;
  readonly onSaved: (user: User) => void;
  readonly onCancel: () => void;
}) {
  const username = useSignal("");
  const password = useSignal("");
  const role = useSignal<Role>("viewer");
  const form = useForm({
    fields: ["username", "password"],
    check: () =>
      required({ username: username.value, password: password.value }),
    save: () =>
      onSave({
        username: username.value,
        password: password.value,
        role: role.value,
      }),
    onSaved,
  });
  useEffect(() => document.getElementById("new-username")?.focus(), []);
  return (
    <form
      {...form.attributes}
      class="edit framed"
      aria-label="Add somebody"
      onKeyDown={(event) => {
        if (event.key === "Escape") onCancel();
      }}
    >
      <div class="pair">
        <Field
          id="new-username"
          label="User name"
          problem={form.problem("username")}
          hint={USERNAME_HINT}
          maxLength={60}
          value={username.value}
          onInput={(text) => username.value = text}
        />
        <PasswordField
          id="new-password"
          label="First password"
          problem={form.problem("password")}
          hint={`${PASSWORD_HINT} Tell it to them in person; they can change it.`}
          isNew
          value={password.value}
          onInput={(text) => password.value = text}
        />
      </div>
      <Choices
        name="new-role"
        label="Role"
        value={role.value}
        options={(["viewer", "admin"] as const).map((one) => ({
          value: one,
          label: ROLES[one].name,
          about: ROLES[one].may,
        }))}
        onChoose={(chosen) => role.value = chosen}
      />
      {form.failure.value && (
        <FailureNote failure={form.failure.value} title="Nobody was added." />
      )}
      <div class="formline">
        <button type="submit" class="primary" aria-disabled={form.saving.value}>
          {form.saving.value ? "Adding…" : "Add"}
        </button>
        <button type="button" onClick={onCancel}>Cancel</button>
      </div>
    </form>
  );
}
