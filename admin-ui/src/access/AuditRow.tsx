/** One change: who, what, when, and what is different since. */

import { dataOr } from "../api/loaded.ts";
import type { AuditEntry } from "../api/client.ts";
import { useModels } from "../models.ts";
import { Moment } from "../shell/Moment.tsx";
import { figures, words } from "../text/reader.ts";
import { changeWords } from "./audit_words.ts";

/** The row. */
export function AuditRow({ entry }: { readonly entry: AuditEntry }) {
  const { providers, currencies, loads } = useModels();
  const { who, done, what, name, differences } = changeWords(entry, {
    providers: providers.names.value,
    currencies: currencies.byCode.value,
    loads: dataOr(loads.state.value, []),
    now: new Date(),
    words,
    figures,
  });
  return (
    <li>
      <div class="change">
        <p class="small quiet">
          <Moment at={entry.at} />
        </p>
        <div>
          <p>
            <strong>{who}</strong>{" "}
            {entry.actor.kind === "token" && <span class="tag">token</span>}
            {" "}
            {done} {what && <strong>{what}</strong>}{" "}
            {name && <span class="quiet num">{name}</span>}
          </p>
          {differences.length > 0 && (
            <dl class="differences small">
              {differences.map(({ member, before, after }) => (
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
