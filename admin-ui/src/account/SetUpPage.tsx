/** The first administrator, by the link that the service printed at its first start. */

import { useSignal } from "@preact/signals";
import { useLocation } from "preact-iso";
import { useModels } from "../models.ts";
import { FailureNote } from "../shell/FailureNote.tsx";
import { Field } from "../shell/Field.tsx";
import { PasswordField } from "../shell/PasswordField.tsx";
import { useForm } from "../shell/use_form.ts";
import { usePage } from "../shell/use_page.ts";
import { PASSWORD_HINT, USERNAME_HINT } from "./account_words.ts";
import { required } from "./required.ts";
import { NOT_KEPT } from "./session_model.ts";

/** The page. */
export function SetUpPage() {
  usePage("Set up");
  const { session } = useModels();
  const token = useSignal(
    new URLSearchParams(location.hash.slice(1)).get("token") ?? "",
  );
  const { status } = session.visitor.value;
  return (
    <>
      <div class="bar">
        <h1>Welcome to MyCurrency</h1>
      </div>
      {status === "known" || status === "ended"
        ? (
          <p class="lead">
            There is an administrator already. <a href="/admin">Go on</a>
          </p>
        )
        : status === "stranger" && !session.setupNeeded.value
        ? (
          <p class="lead">
            There is an administrator already.{" "}
            <a href="/admin/login">Log in</a>, or ask them to add you.
          </p>
        )
        : token.value === ""
        ? (
          <p class="lead">
            To make the first administrator, open the whole link that the
            service printed when it started. It is valid for an hour; each start
            prints a new one until there is an administrator. On the server,
            {" "}
            <code>deno task create-admin</code> does the same.
          </p>
        )
        : <SetUpForm token={token.value} />}
    </>
  );
}

function SetUpForm({ token }: { readonly token: string }) {
  const { session, spoken } = useModels();
  const { route } = useLocation();
  const username = useSignal("");
  const password = useSignal("");
  const form = useForm({
    fields: ["username", "password"],
    check: () =>
      required({ username: username.value, password: password.value }),
    save: () =>
      session.setUp({
        token,
        username: username.value,
        password: password.value,
      }),
    onSaved: () => {
      spoken.value = "You are the administrator, and logged in";
      route("/admin", true);
    },
  });
  return (
    <>
      <p class="lead">
        Choose how you log in. You become the first administrator: the one who
        may change everything and add others.
      </p>
      <form
        {...form.attributes}
        class="stack narrow"
        aria-label="First administrator"
      >
        <Field
          id="setup-username"
          label="User name"
          problem={form.problem("username")}
          hint={USERNAME_HINT}
          autoComplete="username"
          maxLength={60}
          value={username.value}
          onInput={(text) => username.value = text}
        />
        <PasswordField
          id="setup-password"
          label="Password"
          problem={form.problem("password")}
          hint={PASSWORD_HINT}
          isNew
          value={password.value}
          onInput={(text) => password.value = text}
        />
        {form.failure.value && (
          <FailureNote
            failure={form.failure.value}
            title={form.failure.value.code === NOT_KEPT
              ? "You are the administrator, but not logged in."
              : "There is no administrator yet."}
          />
        )}
        <div class="formline">
          <button
            type="submit"
            class="primary"
            aria-disabled={form.saving.value}
          >
            {form.saving.value ? "Setting up…" : "Become the administrator"}
          </button>
        </div>
      </form>
    </>
  );
}
