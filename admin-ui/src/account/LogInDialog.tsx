/** Asks to log in where somebody is, and then what they were doing goes on. */

import { useLayoutEffect, useRef } from "preact/hooks";
import { useModels } from "../models.ts";
import { LogInForm } from "./LogInForm.tsx";

/** The dialog, while it is needed. */
export function LogInDialog() {
  const { session } = useModels();
  return session.asking.value ? <OpenDialog /> : null;
}

function OpenDialog() {
  const { session, spoken } = useModels();
  const dialog = useRef<HTMLDialogElement>(null);
  const username = session.user.value?.username;
  useLayoutEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    const first = username ? "again-password" : "again-username";
    document.getElementById(first)?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby="log-in-title"
      onCancel={session.decline}
    >
      <h2 id="log-in-title">
        {username ? "Your session has ended" : "Log in to do this"}
      </h2>
      <p class="quiet">
        {username
          ? "Log in again, and what you were doing goes on. Nothing you typed is lost."
          : "Changes are made by people whom the service knows."}
      </p>
      <LogInForm
        id="again"
        username={username}
        onLoggedIn={() => spoken.value = "Logged in; going on"}
        onCancel={session.decline}
      />
    </dialog>
  );
}
