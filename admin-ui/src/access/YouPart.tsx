/** One's own account: the password, where one is logged in, and logging out. */

import { ROLES } from "../account/account_words.ts";
import { useModels } from "../models.ts";
import { OwnPassword } from "./OwnPassword.tsx";
import { OwnSessions } from "./OwnSessions.tsx";

/** The part of the page. */
export function YouPart() {
  const { session } = useModels();
  const user = session.user.value;
  if (!user) return null;
  return (
    <>
      <p class="lead">
        You are <strong>{user.username}</strong>,{" "}
        {user.role === "admin" ? "an administrator" : "a viewer"}: you{" "}
        {ROLES[user.role].may}.
      </p>
      <OwnSessions />
      <OwnPassword username={user.username} />
    </>
  );
}
