/** The page to log in on. */

import { useLocation } from "preact-iso";
import { useModels } from "../models.ts";
import { usePage } from "../shell/use_page.ts";
import { LogInForm } from "./LogInForm.tsx";
import { LOG_IN, nextAfter } from "./next_place.ts";

/** The page; afterwards it goes to where somebody came from, which is here where it stands in for another page. */
export function LogInPage() {
  usePage("Log in");
  const { session, spoken } = useModels();
  const { query, path, url, route } = useLocation();
  const visitor = session.visitor.value;
  const next = nextAfter(path === LOG_IN ? query.next : url);
  return (
    <>
      <div class="bar">
        <h1>Log in</h1>
      </div>
      {session.setupNeeded.value && (
        <div class="note warn">
          <p>
            <strong>Nobody can log in yet.</strong>{" "}
            Open the set-up link that the service printed when it started, or
            make the first administrator with{" "}
            <code>deno task create-admin</code>.
          </p>
        </div>
      )}
      {session.closed.value && (
        <p class="lead">Only those who are logged in may look here.</p>
      )}
      {visitor.status === "known"
        ? (
          <p>
            You are logged in as <strong>{visitor.user.username}</strong>.{" "}
            <a href={next}>Go on</a>
          </p>
        )
        : (
          <div class="narrow">
            <LogInForm
              id="login"
              username={session.user.value?.username}
              onLoggedIn={() => {
                spoken.value = "Logged in";
                route(next, true);
              }}
            />
          </div>
        )}
    </>
  );
}
