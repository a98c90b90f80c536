/** Asking after a pause in which the question may still change: the first at once, and each only until the next. */

/** What asks; the signal ends with the question. */
export type Ask = (signal: AbortSignal) => Promise<void>;

/** Makes the function that asks; what that returns takes the question back, whether it has left or not. */
export function afterPause(pauseMs: number): (ask: Ask) => () => void {
  let isFirst = true;
  return (ask) => {
    const stop = new AbortController();
    const { signal } = stop;
    const leave = () => {
      if (!signal.aborted) void ask(signal);
    };
    // Not with a timer: the page would be laid out and painted without what was asked for first.
    if (isFirst) queueMicrotask(leave);
    else {
      const timer = setTimeout(leave, pauseMs);
      signal.addEventListener("abort", () => clearTimeout(timer));
    }
    isFirst = false;
    return () => stop.abort();
  };
}
