/** The fast way in front of an app, for tests: an instance that counts what it asks the app. */

import { PostgresChangeFeed } from "../../db/change_feed.ts";
import type { Clock, SharedCache } from "../../rates/ports.ts";
import { CACHED_READS } from "../../routes/app.ts";
import { cachedReads } from "../../routes/cached_reads.ts";
import { quietLog } from "./databases.ts";
import type { Service } from "./service.ts";

/** What a test may choose. */
export interface CachedOptions {
  readonly clock: Clock;
  readonly shared?: SharedCache | null;
  readonly edition?: string;
  readonly maxBytes?: number;
  readonly admit?: (request: Request) => Promise<boolean>;
}

/** One instance: its own memory and its own view of the changes, on the database of the service. */
export interface Cached extends AsyncDisposable {
  /** Requests that reached the app. */
  readonly asked: number;
  /** Ends when nothing is under way in the background any more. */
  settled(): Promise<void>;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  send(method: string, path: string, init?: RequestInit): Promise<Response>;
  /** For a server; `told` are headers of this one answer. */
  fetch(
    request: Request,
    told?: Record<string, string>,
  ): Response | Promise<Response>;
}

const ORIGIN = "http://service.example";

/** Makes an instance. */
export function cachedInstance(
  service: Pick<Service, "fetch" | "storage">,
  options: CachedOptions,
): Cached {
  const { sql } = service.storage;
  const feed = new PostgresChangeFeed(sql);
  const underWay = new Set<Promise<unknown>>();
  let asked = 0;
  function track<T>(work: Promise<T>): Promise<T> {
    const ended = work.then(() => {}, () => {})
      .finally(() => underWay.delete(ended));
    underWay.add(ended);
    return work;
  }
  const handle = cachedReads((request: Request) => {
    asked++;
    return service.fetch(request);
  }, {
    reads: CACHED_READS,
    changes: {
      read: () => track(feed.read()),
      holdsSince: (position, days) => feed.holdsSince(position, days),
    },
    shared: options.shared ?? null,
    edition: options.edition ?? "test",
    maxBytes: options.maxBytes ?? 1_000_000,
    admit: options.admit,
    lookBackDays: 14,
    clock: options.clock,
    log: quietLog,
    background: (work) => void track(work),
  });
  const fetch = (request: Request, told?: Record<string, string>) =>
    handle(request, undefined, told);
  async function settled() {
    while (underWay.size > 0) await Promise.all(underWay);
  }
  async function send(method: string, path: string, init: RequestInit = {}) {
    return await fetch(new Request(ORIGIN + path, { method, ...init }));
  }
  return {
    get asked() {
      return asked;
    },
    settled,
    fetch,
    send,
    get: (path, headers = {}) => send("GET", path, { headers }),
    [Symbol.asyncDispose]: settled,
  };
}
