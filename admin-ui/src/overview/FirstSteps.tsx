/** What to do on the first day, in order; what is done is ticked. */

import type { Provider } from "../api/client.ts";

/** The steps. */
export function FirstSteps(
  { providers }: { readonly providers: readonly Provider[] },
) {
  const lacking = providers.flatMap((one) => one.missing_setting ?? []);
  const able = providers.filter(({ enabled, missing_setting: setting }) =>
    enabled && setting === null
  );
  return (
    <section aria-labelledby="first-steps" class="firststeps">
      <h2 id="first-steps">Where to begin</h2>
      <ol>
        <li>
          <b>Choose who is asked.</b> {able.length > 0
            ? `${able[0]?.name} needs no key and can be asked at once. `
            : "No provider can be asked yet. "}
          {lacking.length > 0 && (
            <>
              For more, set <code>{lacking[0]}</code>{" "}
              and start the service again.{" "}
            </>
          )}
          <a href="/admin/providers">Providers</a>
        </li>
        <li>
          <b>Load the history.</b>{" "}
          Choose a provider and a range, or drop the European Central Bank’s
          file: one file holds 27 years. <a href="/admin/history">History</a>
        </li>
        <li>
          <b>Choose your currencies.</b>{" "}
          The European Central Bank’s thirty are on; add others by their code.
          {" "}
          <a href="/admin/currencies">Currencies</a>
        </li>
        <li>
          <b>Ask.</b> Convert an amount here, or read{" "}
          <a href="/docs">the API</a>. <a href="/admin/convert">Converter</a>
        </li>
      </ol>
    </section>
  );
}
