/** Whether the service is there: noticed by the requests that fail, watched until it is back, and whether it came back newer. */

import { computed, createModel, effect, signal } from "@preact/signals";

/** What the connection is made of. */
export interface ConnectionParts {
  readonly fetch: typeof fetch;
  /** The address of the script that runs here, as the page names it. */
  readonly script: string;
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 5_000;

/** The connection to one service. */
export const ConnectionModel = createModel(function connectionModel(
  { fetch, script }: ConnectionParts,
) {
  const reached = signal(true);
  const online = signal(navigator.onLine);
  const newer = signal(false);
  const state = computed(() =>
    !online.value ? "offline" : reached.value ? "here" : "away"
  );

  /** Asks whether the service is back, ever more rarely, until it is. */
  effect(() => {
    if (state.value !== "away") return;
    let waitMs = FIRST_WAIT_MS;
    let timer = setTimeout(look, waitMs);
    async function look() {
      if (await isThere()) {
        reached.value = true;
        return;
      }
      waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS);
      timer = setTimeout(look, waitMs);
    }
    return () => clearTimeout(timer);
  });

  async function isThere(): Promise<boolean> {
    try {
      const deadline = AbortSignal.timeout(5_000);
      // Its page says at once that it is there and which script goes with it.
      const response = await fetch("/admin", {
        cache: "no-cache",
        signal: deadline,
      });
      if (!response.ok) return false;
      newer.value = !(await response.text()).includes(script);
      return true;
    } catch {
      return false;
    }
  }

  return {
    /** `offline`: this browser has no network. `away`: the service does not answer. */
    state,
    /** The service came back as another version than this page. */
    newer,
    /** Tells whether a request reached the service. */
    told(there: boolean): void {
      reached.value = there;
    },
    /** Tells whether the browser has a network. */
    setOnline(on: boolean): void {
      online.value = on;
    },
    /** Asks now. */
    async look(): Promise<void> {
      if (await isThere()) reached.value = true;
    },
  };
});

/** What {@linkcode ConnectionModel} makes. */
export type Connection = InstanceType<typeof ConnectionModel>;
