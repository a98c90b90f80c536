/** The time that work under way has after the process was told to end. */

/** A signal that follows another one. */
export interface Grace extends Disposable {
  /** Aborted once the grace is over. */
  readonly over: AbortSignal;
}

/** Begins the grace when the signal is aborted; disposed of, it never ends. */
export function graceAfter(signal: AbortSignal, ms: number): Grace {
  const over = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const begin = () => {
    timer = setTimeout(() => over.abort(), ms);
  };
  if (signal.aborted) begin();
  else signal.addEventListener("abort", begin, { once: true });
  return {
    over: over.signal,
    [Symbol.dispose]() {
      clearTimeout(timer);
      signal.removeEventListener("abort", begin);
    },
  };
}
