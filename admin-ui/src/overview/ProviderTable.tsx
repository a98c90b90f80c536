/** The providers in their order: how each is, when it answered, when it is asked next, and what the month has cost. */

import type { Provider } from "../api/client.ts";
import { stateWords } from "../providers/state_words.ts";
import { comingWords, timeWords } from "../text/days.ts";
import { numberFormat } from "../text/formats.ts";
import { figures, words } from "../text/reader.ts";

/** The table. */
export function ProviderTable(
  { providers }: { readonly providers: readonly Provider[] },
) {
  return (
    <table class="wide">
      <thead>
        <tr>
          <th scope="col">Provider</th>
          <th scope="col">State</th>
          <th scope="col" class="hide">Answered</th>
          <th scope="col" class="hide">Next</th>
          <th scope="col" class="r">This month</th>
        </tr>
      </thead>
      <tbody>
        {providers.map((one) => <ProviderLine key={one.key} provider={one} />)}
      </tbody>
    </table>
  );
}

function ProviderLine({ provider }: { readonly provider: Provider }) {
  const now = new Date();
  const reader = { now, locale: words };
  const { tone, word, reason } = stateWords(provider, reader);
  const {
    last_loaded_at: last,
    next_refresh_at: next,
    requests_this_month: used,
    monthly_requests: allowance,
  } = provider;
  const number = numberFormat(figures);
  const spent = allowance !== null && used >= allowance;
  const why = provider.missing_setting
    ? provider.enabled && `set ${provider.missing_setting}`
    : tone === "warn" || tone === "bad"
    ? reason
    : null;
  return (
    <tr class={provider.enabled ? "" : "off"}>
      <th scope="row">{provider.name}</th>
      <td>
        <span class={`dot ${tone}`} aria-hidden="true"></span>
        <span class={`word ${tone}`}>{word}</span>
        {why && <span class="small faint why">{why}</span>}
      </td>
      <td class="num quiet hide">
        {last ? timeWords(new Date(last), reader) : "never"}
      </td>
      <td class="num quiet hide">
        {next ? comingWords(new Date(next), reader) : "–"}
      </td>
      <td class={`r num${used === 0 ? " faint" : ""}`}>
        <span class={spent ? "word warn" : ""}>{number.format(used)}</span>
        {allowance !== null && (
          <span class="faint">{` / ${number.format(allowance)}`}</span>
        )}
      </td>
    </tr>
  );
}
