/** Watching ingestions: however many listen, the database is asked once an interval, and only while somebody does. */

import type {
  Ingestion,
  IngestionStatus,
  IngestionStore,
  Log,
} from "../rates/ports.ts";

/** What watching needs. */
export interface WatchDeps {
  readonly ingestions: Pick<IngestionStore, "changedSince">;
  readonly log: Log;
  readonly intervalMs: number;
}

type Listener = (ingestion: Ingestion) => void;

/** Statuses after which nothing happens any more. */
const CLOSED: ReadonlySet<IngestionStatus> = new Set([
  "done",
  "failed",
  "cancelled",
]);

/** Whether nothing happens to it any more, unless somebody retries it. */
export function isClosed({ status }: Ingestion): boolean {
  return CLOSED.has(status);
}

/** The listeners of this process. */
export class IngestionWatch {
  readonly #deps: WatchDeps;
  readonly #listeners = new Map<number, Set<Listener>>();
  readonly #versions = new Map<number, number>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(deps: WatchDeps) {
    this.#deps = deps;
  }

  /** Tells of every change after the one given; the function that it returns ends that. */
  listen(seen: Ingestion, listener: Listener): () => void {
    const listeners = this.#listeners.get(seen.id) ?? new Set();
    this.#listeners.set(seen.id, listeners.add(listener));
    const known = this.#versions.get(seen.id);
    this.#versions.set(seen.id, Math.min(known ?? seen.version, seen.version));
    this.#schedule();
    return () => {
      listeners.delete(listener);
      if (listeners.size > 0) return;
      this.#listeners.delete(seen.id);
      this.#versions.delete(seen.id);
      if (this.#listeners.size === 0) this.#rest();
    };
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => void this.#look(), this.#deps.intervalMs);
  }

  #rest(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  async #look(): Promise<void> {
    try {
      const { ingestions } = this.#deps;
      for (const changed of await ingestions.changedSince(this.#versions)) {
        if (!this.#versions.has(changed.id)) continue;
        this.#versions.set(changed.id, changed.version);
        for (const tell of [...this.#listeners.get(changed.id) ?? []]) {
          tell(changed);
        }
      }
    } catch (error) {
      // The listeners wait on: the database comes back, or they leave.
      this.#deps.log.warn("Ingestions cannot be watched", { error });
    }
    this.#timer = undefined;
    if (this.#listeners.size > 0) this.#schedule();
  }
}
