/** One change: who, what, when, and what is different since. */

import type { AuditEntry } from "../api/client.ts";
import { Moment } from "../shell/Moment.tsx";
import { actionWords, differences } from "./audit_words.ts";

/** The row. */
export function AuditRow({ entry }: { readonly entry: AuditEntry }) {
  const { actor, action, subject } = entry;
  const different = differences(entry);
  return (
    <li>
      <div class="change">
        <p class="small quiet">
          <Moment at={entry.at} />
        </p>
        <div>
          <p>
            <strong>{actor.name}</strong>{" "}
            {actor.kind !== "user" && (
              <span class="tag">
                {actor.kind}
              </span>
            )} {actionWords(action)}{" "}
            {subject !== actor.name && <strong>{subject}</strong>}
          </p>
          {different.length > 0 && (
            <dl class="differences small">
              {different.map(({ member, before, after }) => (
                <div key={member}>
                  <dt>{member}</dt>
                  <dd>
                    {before !== null && <del>{before}</del>}
                    {before !== null && after !== null && (
                      <span class="unseen">became</span>
                    )} {after !== null && <ins>{after}</ins>}
                  </dd>
                </div>
              ))}
            </dl>
          )}
        </div>
      </div>
    </li>
  );
}
