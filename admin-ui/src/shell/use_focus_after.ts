/** Focus that survives a change of the page: where it belongs once the change is drawn. */

import { useSignal } from "@preact/signals";
import { useLayoutEffect } from "preact/hooks";

/** Returns a function that moves the focus to the element of an id as soon as the page has changed. */
export function useFocusAfter(): (id: string) => void {
  const wanted = useSignal<string | null>(null);
  const id = wanted.value;
  useLayoutEffect(() => {
    if (id === null) return;
    document.getElementById(id)?.focus();
    wanted.value = null;
  }, [id]);
  return (next) => {
    wanted.value = next;
  };
}
