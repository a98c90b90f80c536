/** What the window is like, as the style sheets see it. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

/** Whether a media query holds, now and whenever that changes. */
export function useMedia(query: string): boolean {
  const holds = useSignal(matchMedia(query).matches);
  useEffect(() => {
    const media = matchMedia(query);
    const told = () => holds.value = media.matches;
    told();
    media.addEventListener("change", told);
    return () => media.removeEventListener("change", told);
  }, [query]);
  return holds.value;
}
