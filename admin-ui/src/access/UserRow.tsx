/** One user: who it is, what they may do, and changing that. */

import { useSignal } from "@preact/signals";
import { ROLES } from "../account/account_words.ts";
import type { Role, User } from "../api/client.ts";
import type { Failure } from "../api/failure.ts";
import { useModels } from "../models.ts";
import { Confirm } from "../shell/Confirm.tsx";
import { FailureNote } from "../shell/FailureNote.tsx";
import { Moment } from "../shell/Moment.tsx";
import { ResetPassword } from "./ResetPassword.tsx";
import type { Users } from "./users_model.ts";

/** The row. */
export function UserRow({ user, users, isYou, onFocus }: {
  readonly user: User;
  readonly users: Users;
  /** Nobody locks themselves out: another administrator does that. */
  readonly isYou: boolean;
  readonly onFocus: (id: string) => void;
}) {
  const { spoken, canWrite } = useModels();
  const opened = useSignal<"nothing" | "password" | "remove">("nothing");
  const failure = useSignal<Failure | null>(null);
  const { id, username, role } = user;
  const other: Role = role === "admin" ? "viewer" : "admin";

  async function setRole(): Promise<void> {
    const result = await users.setRole(id, other);
    failure.value = result.ok ? null : result;
    if (result.ok) spoken.value = `${username} ${ROLES[other].may} now`;
  }

  function close(): void {
    opened.value = "nothing";
    onFocus(`user-${id}`);
  }

  return (
    <li>
      <div class="line">
        <div class="rowabout">
          <p>
            <strong>{username}</strong> {isYou && <span class="tag">you</span>}
          </p>
          <p class="small quiet">
            {user.last_login_at
              ? (
                <>
                  Logged in <Moment at={user.last_login_at} />
                </>
              )
              : "Never logged in"}
          </p>
        </div>
        <div class="rowstate">
          <p>{ROLES[role].name}</p>
          <p class="small quiet">{ROLES[role].may}</p>
        </div>
        {canWrite.value && !isYou && (
          <div class="rowtools">
            <button
              type="button"
              class="plain"
              id={`user-${id}`}
              onClick={() => void setRole()}
            >
              Make {other === "admin" ? "an administrator" : "a viewer"}
              <span class="unseen">of {username}</span>
            </button>
            <button
              type="button"
              class="plain"
              aria-expanded={opened.value === "password"}
              onClick={() => opened.value = "password"}
            >
              Reset password<span class="unseen">of {username}</span>
            </button>
            <button
              type="button"
              class="plain bad"
              aria-expanded={opened.value === "remove"}
              onClick={() => opened.value = "remove"}
            >
              Remove<span class="unseen">{username}</span>
            </button>
          </div>
        )}
      </div>
      {failure.value && (
        <FailureNote
          failure={failure.value}
          title={`${username} is as before.`}
        />
      )}
      {opened.value === "password" && (
        <ResetPassword
          user={user}
          onSave={(password) => users.setPassword(id, password)}
          onSaved={() => {
            spoken.value = `${username} has a new password`;
            close();
          }}
          onCancel={close}
        />
      )}
      {opened.value === "remove" && (
        <Confirm
          label={`Remove ${username}`}
          doing="Removing…"
          kept={`${username} may still log in.`}
          onConfirm={() => users.remove(id)}
          onDone={() => {
            spoken.value = `${username} removed`;
            onFocus("add-user");
          }}
          onCancel={close}
        >
          Remove{" "}
          {username}? They are logged out at once and the tokens they made stop
          working, so programs that use those fail. What they changed stays, and
          the audit log keeps their name.
        </Confirm>
      )}
    </li>
  );
}
