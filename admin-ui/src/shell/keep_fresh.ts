/** Keeps resources fresh while somebody looks: on return to the page, when the network is back, and each minute. */

const EVERY_MS = 60_000;

/** Loads the resources now and whenever they may have changed, until the returned function is called. */
export function keepFresh(
  resources: readonly { load(): Promise<void> }[],
): () => void {
  const stop = new AbortController();
  const load = () => {
    if (document.visibilityState !== "visible") return;
    for (const resource of resources) void resource.load();
  };
  const { signal } = stop;
  document.addEventListener("visibilitychange", load, { signal });
  addEventListener("online", load, { signal });
  const timer = setInterval(load, EVERY_MS);
  for (const resource of resources) void resource.load();
  return () => {
    stop.abort();
    clearInterval(timer);
  };
}
