/** A page whose address holds its question, so that it can be passed on. */

import { type ReadonlySignal, useComputed } from "@preact/signals";
import { useLocation } from "preact-iso";
import { useEffect, useRef } from "preact/hooks";

/** What such a page is made of. */
export interface Addressed<Q> {
  readonly path: string;
  readonly question: ReadonlySignal<Q>;
  readonly toSearch: (question: Q) => string;
  /** The question of an address that asks something; null when it asks nothing. */
  readonly fromSearch: (search: string, otherwise: Q) => Q | null;
  readonly change: (question: Q) => void;
}

/**
 * The address follows the question, and the question an address that somebody opened here: never one that was written
 * here, for the question may have changed again while it was. While the next page is fetched this one is still here,
 * and the address is not its own any more.
 */
export function useAddress<Q>(page: Addressed<Q>): void {
  const { url, path, route } = useLocation();
  const search = useComputed(() => page.toSearch(page.question.value));
  const written = useRef<string | null>(null);
  useEffect(() => {
    if (path !== page.path) return;
    const opened = new URL(url, location.origin).search;
    if (opened === search.peek() || opened === written.current) return;
    const asked = page.fromSearch(opened, page.question.peek());
    if (asked) page.change(asked);
  }, [url]);
  useEffect(() => {
    if (path !== page.path) return;
    written.current = search.value;
    route(`${page.path}${search.value}`, true);
  }, [search.value, url]);
}
