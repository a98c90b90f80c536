/** The users: a row each, and adding one. */

import { useModel, useSignal } from "@preact/signals";
import { dataOr } from "../api/loaded.ts";
import { useModels } from "../models.ts";
import { Listed } from "../shell/Listed.tsx";
import { useFocusAfter } from "../shell/use_focus_after.ts";
import { useWhenHere } from "../shell/use_when_here.ts";
import { NewUserForm } from "./NewUserForm.tsx";
import { UserRow } from "./UserRow.tsx";
import { UsersModel } from "./users_model.ts";

/** The part of the page. */
export function UsersPart() {
  const { client, session, spoken, canWrite } = useModels();
  const users = useModel(() => new UsersModel(client));
  const adding = useSignal(false);
  const focus = useFocusAfter();
  useWhenHere(() => void users.load(), [users]);
  const all = dataOr(users.state.value, []);

  return (
    <section aria-labelledby="users-title">
      <div class="parthead">
        <h2 id="users-title">
          Who may log in
          {all.length > 0 && <span class="faint num">{all.length}</span>}
        </h2>
        {canWrite.value && (
          <button
            type="button"
            id="add-user"
            aria-expanded={adding.value}
            onClick={() => adding.value = !adding.value}
          >
            Add somebody
          </button>
        )}
      </div>
      {adding.value && (
        <NewUserForm
          onSave={users.add}
          onSaved={({ id, username }) => {
            adding.value = false;
            spoken.value = `${username} may log in now`;
            focus(`user-${id}`);
          }}
          onCancel={() => {
            adding.value = false;
            focus("add-user");
          }}
        />
      )}
      <Listed
        state={users.state.value}
        what="users"
        rows={3}
        empty="Nobody may log in."
        onRetry={() => void users.load()}
      >
        {(listed) => (
          <ul class="rows" aria-label="Users">
            {listed.map((user) => (
              <UserRow
                key={user.id}
                user={user}
                users={users}
                isYou={user.id === session.user.value?.id}
                onFocus={focus}
              />
            ))}
          </ul>
        )}
      </Listed>
    </section>
  );
}
