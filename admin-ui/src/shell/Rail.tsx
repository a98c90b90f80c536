/** The rail: which pages there are, and one line on how the service is. */

import { useLocation } from "preact-iso";
import { dataOr } from "../api/loaded.ts";
import { useModels } from "../models.ts";
import { ServiceState } from "./ServiceState.tsx";

/** The navigation. */
export function Rail() {
  const { currencies, providers } = useModels();
  const { path } = useLocation();
  const enabled = currencies.enabled.value.length;
  const asked = dataOr(providers.state.value, []).filter((one) => one.enabled);
  return (
    <header class="rail">
      <a class="brand" href="/admin/convert">
        <i aria-hidden="true"></i>MyCurrency
      </a>
      <nav aria-label="Pages">
        <a
          href="/admin/convert"
          aria-current={path === "/admin" || path === "/admin/convert"
            ? "page"
            : undefined}
        >
          Converter
        </a>
        <a
          href="/admin/currencies"
          aria-current={path === "/admin/currencies" ? "page" : undefined}
        >
          Currencies
          <span class="faint num" title="Enabled">{enabled || ""}</span>
        </a>
        <a
          href="/admin/providers"
          aria-current={path === "/admin/providers" ? "page" : undefined}
        >
          Providers
          <span class="faint num" title="Enabled">{asked.length || ""}</span>
        </a>
        <a href="/docs" class="elsewhere">API</a>
      </nav>
      <ServiceState />
    </header>
  );
}
