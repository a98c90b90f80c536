/** Pages that are fetched when somebody goes there; the page before stays until the new one is here. */

import type { FunctionComponent } from "preact";
import { lazy } from "preact-iso";
import { AbsentPage } from "./AbsentPage.tsx";

/** A page that can be fetched before somebody is there. */
export type LazyPage = FunctionComponent & {
  readonly preload: () => Promise<unknown>;
};

/** The page that `load` brings, or one that says that it could not be brought. */
export function lazyPage(load: () => Promise<FunctionComponent>): LazyPage {
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
