/** A command that is told to end does so in order. */

/** A signal to stop at, and what it was. */
export interface StopOnSignal extends Disposable {
  readonly signal: AbortSignal;
  by(): Deno.Signal | null;
}

/** Listens for Ctrl-C and SIGTERM until it is disposed of. */
export function stopOnSignal(): StopOnSignal {
  const abort = new AbortController();
  let by: Deno.Signal | null = null;
  const listeners = (["SIGINT", "SIGTERM"] as const).map((name) => {
    const listener = () => {
      by ??= name;
      abort.abort();
    };
    Deno.addSignalListener(name, listener);
    return { name, listener };
  });
  return {
    signal: abort.signal,
    by: () => by,
    [Symbol.dispose]() {
      for (const { name, listener } of listeners) {
        Deno.removeSignalListener(name, listener);
      }
    },
  };
}
