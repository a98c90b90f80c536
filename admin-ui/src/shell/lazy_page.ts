/** Pages that are fetched when somebody goes there; the page before stays until the new one is here. */

import type { FunctionComponent } from "preact";
import { lazy } from "preact-iso";
import { AbsentPage } from "./AbsentPage.tsx";

/** The page that `load` brings, or one that says that it could not be brought. */
export function lazyPage(
  load: () => Promise<FunctionComponent>,
): FunctionComponent {
  return lazy(async () => {
    try {
      return { default: await load() };
    } catch (error) {
      // A new build has other files, or the network is away.
      if (!(error instanceof TypeError)) throw error;
      return { default: AbsentPage };
    }
  });
}
