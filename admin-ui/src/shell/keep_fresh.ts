/** Keeps what all pages share fresh while somebody looks: each minute, on return to the page, and when the service is back. */

import { effect, untracked } from "@preact/signals";
import type { Models } from "../models.ts";

const EVERY_MS = 60_000;

/** Loads the shared resources now and whenever they may have changed, until the returned function is called. */
export function keepFresh(
  { currencies, providers, connection, session }: Pick<
    Models,
    "currencies" | "providers" | "connection" | "session"
  >,
): () => void {
  const stop = new AbortController();
  const load = () => {
    if (document.visibilityState !== "visible") return;
    for (const resource of [currencies, providers]) void resource.load();
  };
  const { signal } = stop;
  /** Not each minute: only somebody who is there keeps a session alive. */
  const loadAll = () => {
    load();
    if (document.visibilityState === "visible") void session.load();
  };
  document.addEventListener("visibilitychange", loadAll, { signal });
  for (const event of ["online", "offline"]) {
    addEventListener(event, () => connection.setOnline(navigator.onLine), {
      signal,
    });
  }
  const timer = setInterval(load, EVERY_MS);
  const ignore = effect(() => {
    // What was refused to a stranger is there for somebody who has logged in.
    const here = connection.state.value === "here";
    if (here && !session.closed.value) untracked(loadAll);
  });
  return () => {
    stop.abort();
    clearInterval(timer);
    ignore();
  };
}
