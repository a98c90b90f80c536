/** Where one is logged in: this browser marked, the others to be ended. */

import { useModel, useSignal } from "@preact/signals";
import type { Failure } from "../api/failure.ts";
import type { Result } from "../api/result.ts";
import { useModels } from "../models.ts";
import { FailureNote } from "../shell/FailureNote.tsx";
import { Listed } from "../shell/Listed.tsx";
import { Moment } from "../shell/Moment.tsx";
import { useFocusAfter } from "../shell/use_focus_after.ts";
import { useWhenHere } from "../shell/use_when_here.ts";
import { browserWords } from "./browser_words.ts";
import { SessionsModel } from "./sessions_model.ts";

/** The list, and both ways to log out. */
export function OwnSessions() {
  const { client, session, spoken } = useModels();
  const sessions = useModel(() => new SessionsModel(client));
  const failure = useSignal<Failure | null>(null);
  const focus = useFocusAfter();
  useWhenHere(() => void sessions.load(), [sessions]);

  async function leave(ending: Promise<Result<unknown>>): Promise<void> {
    const result = await ending;
    failure.value = result.ok ? null : result;
  }

  async function end(id: number, browser: string): Promise<void> {
    const result = await sessions.end(id);
    failure.value = result.ok ? null : result;
    if (!result.ok) return;
    spoken.value = `${browser} is logged out`;
    focus("log-out");
  }

  return (
    <section aria-labelledby="sessions-title">
      <div class="parthead">
        <h2 id="sessions-title">Where you are logged in</h2>
        <div class="formline">
          <button
            type="button"
            id="log-out"
            onClick={() => void leave(session.logOut())}
          >
            Log out
          </button>
          <button
            type="button"
            class="plain"
            onClick={() => void leave(session.logOutEverywhere())}
          >
            Log out everywhere
          </button>
        </div>
      </div>
      {failure.value && (
        <FailureNote
          failure={failure.value}
          title="You are logged in as before."
        />
      )}
      <Listed
        state={sessions.state.value}
        what="places"
        rows={2}
        empty="Nowhere."
        onRetry={() => void sessions.load()}
      >
        {(listed) => (
          <ul class="rows" aria-label="Where you are logged in">
            {listed.map((one) => {
              const browser = browserWords(one.user_agent);
              return (
                <li key={one.id}>
                  <div class="line">
                    <div class="rowabout">
                      <p>
                        <strong title={one.user_agent ?? undefined}>
                          {browser}
                        </strong>{" "}
                        {one.current && <span class="tag good">this one</span>}
                      </p>
                      <p class="small quiet num">
                        {one.address ?? "Address not known"}
                      </p>
                    </div>
                    <div class="rowstate small quiet">
                      <p>
                        Seen <Moment at={one.last_seen_at} />
                      </p>
                      <p>
                        Logged in <Moment at={one.created_at} />
                      </p>
                    </div>
                    {!one.current && (
                      <div class="rowtools">
                        <button
                          type="button"
                          class="plain bad"
                          onClick={() => void end(one.id, browser)}
                        >
                          Log out<span class="unseen">{browser}</span>
                        </button>
                      </div>
                    )}
                  </div>
                </li>
              );
            })}
          </ul>
        )}
      </Listed>
    </section>
  );
}
