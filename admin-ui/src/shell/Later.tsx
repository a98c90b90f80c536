/** What stands below the first look at a page: made once the browser has nothing more urgent to do. */

import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";

/** Made then at the latest, however busy the browser is. */
const LATEST_MS = 500;

/** The children, soon: two fields for days alone take a phone 0.1 s before it can show anything. */
export function Later({ children }: { readonly children: ComponentChildren }) {
  const isTime = useSignal(false);
  useEffect(() => {
    const make = () => isTime.value = true;
    // Safari does not tell of its idle moments.
    if (!("requestIdleCallback" in globalThis)) {
      const timer = setTimeout(make);
      return () => clearTimeout(timer);
    }
    const idle = requestIdleCallback(make, { timeout: LATEST_MS });
    return () => cancelIdleCallback(idle);
  }, []);
  return <>{isTime.value && children}</>;
}
