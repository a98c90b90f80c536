/** Asking after a pause in which the question may still change: the first at once, and each only until the next. */

/** What asks; the signal ends with the question. */
export type Ask = (signal: AbortSignal) => Promise<void>;

/** Makes the function that asks; what that returns takes the question back, whether it has left or not. */
export function afterPause(pauseMs: number): (ask: Ask) => () => void {
  let delayMs = 0;
  return (ask) => {
    const stop = new AbortController();
    const timer = setTimeout(() => void ask(stop.signal), delayMs);
    delayMs = pauseMs;
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  };
}
