/** What is always true of a provider, and its figures since the service started. */

import type { Provider } from "../api/client.ts";
import { dayOf, longDay, shortDay } from "../text/days.ts";
import { numberFormat } from "../text/formats.ts";
import { figures, words } from "../text/reader.ts";

/** A line of what matters, and the rest on demand. */
export function ProviderFacts({ provider }: { readonly provider: Provider }) {
  const { base, since, newest_day: newest, requests, failures, terms } =
    provider;
  const count = numberFormat(figures);
  return (
    <details class="facts small quiet">
      <summary>
        <span class="num">
          {newest
            ? `Newest rates: ${shortDay(newest, dayOf(new Date()), words)}`
            : "No rates stored"}
        </span>
      </summary>
      <dl class="num">
        <dt>Source</dt>
        <dd>{provider.source}</dd>
        <dt>Terms</dt>
        <dd>
          {/^https:\/\//.test(terms)
            ? <a href={terms} rel="noreferrer">{terms}</a>
            : terms}
        </dd>
        <dt>History</dt>
        <dd>since {longDay(since, words)}, against {base}</dd>
        <dt>Requests</dt>
        <dd>
          {requests === 0
            ? "none since the service started"
            : `${count.format(requests)} since the service started, ${
              failures === 0 ? "none" : count.format(failures)
            } failed`}
        </dd>
        {provider.latency_ms !== null && (
          <>
            <dt>Last took</dt>
            <dd>{count.format(Math.round(provider.latency_ms))} ms</dd>
          </>
        )}
        <dt>Range</dt>
        <dd>
          {provider.max_range_days === 1
            ? "one day a request"
            : `up to ${count.format(provider.max_range_days)} days a request`}
        </dd>
      </dl>
    </details>
  );
}
