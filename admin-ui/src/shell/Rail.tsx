/** The rail: which places there are, and one line on how the service is. */

import { useLocation } from "preact-iso";
import { useEffect, useRef } from "preact/hooks";
import { AccountNote } from "../account/AccountNote.tsx";
import { dataOr } from "../api/loaded.ts";
import { useModels } from "../models.ts";
import { isAt, PLACES } from "../places.ts";
import { ServiceState } from "./ServiceState.tsx";
import { ThemeButton } from "./ThemeButton.tsx";

/** The navigation. */
export function Rail() {
  const { currencies, providers } = useModels();
  const { path } = useLocation();
  const nav = useRef<HTMLElement>(null);
  const counts: Readonly<Record<string, number>> = {
    "/admin/currencies": currencies.enabled.value.length,
    "/admin/providers":
      dataOr(providers.state.value, []).filter(({ enabled }) => enabled).length,
  };
  const here = PLACES.find((place) => isAt(place, path));
  useEffect(() => {
    // On a phone the rail is a line of tabs that may be longer than the window.
    nav.current?.querySelector("[aria-current]")
      ?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [here]);
  return (
    <header class="rail">
      <a class="brand" href="/admin">
        <i aria-hidden="true"></i>MyCurrency
      </a>
      <nav ref={nav} aria-label="Pages">
        {PLACES.map((place) => (
          <a
            key={place.path}
            href={place.path}
            aria-current={place === here ? "page" : undefined}
          >
            {place.label}
            {place.path in counts && (
              <span class="faint num" title="Enabled">
                {counts[place.path] || ""}
              </span>
            )}
          </a>
        ))}
        <a href="/docs" class="elsewhere">API</a>
      </nav>
      <ServiceState />
      <div class="railend">
        <AccountNote />
        <ThemeButton />
      </div>
    </header>
  );
}
