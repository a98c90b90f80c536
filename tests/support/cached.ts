/** The fast way in front of an app, for tests: an instance that counts what it asks the operations and the app. */

import { PostgresChangeFeed } from "../../db/change_feed.ts";
import type { Clock, SharedCache } from "../../rates/ports.ts";
import { createCachedReads } from "../../routes/app.ts";
import type { CachedRead } from "../../routes/cache/operation.ts";
import { cachedReads } from "../../routes/cached_reads.ts";
import type { Connection } from "../../routes/client_address.ts";
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
  /** Questions that reached an operation, by way of the app or not. */
  readonly asked: number;
  /** Ends when nothing is under way in the background any more. */
  settled(): Promise<void>;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  send(method: string, path: string, init?: RequestInit): Promise<Response>;
  /** For a server; `told` are headers of this one answer. */
  fetch(
    request: Request,
    told?: Record<string, string>,
    connection?: Connection,
  ): Response | Promise<Response>;
}

const ORIGIN = "http://service.example";

/** Makes an instance. */
export function cachedInstance(
  service: Pick<Service, "fetch" | "storage" | "deps">,
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
  const counted = ({ question, ...read }: CachedRead): CachedRead => ({
    ...read,
    question(...given) {
      const found = question(...given);
      return found && {
        ...found,
        ask(asking) {
          asked++;
          return found.ask(asking);
        },
      };
    },
  });
  const handle = cachedReads((request: Request, connection?: Connection) => {
    asked++;
    return service.fetch(request, connection);
  }, {
    ...service.deps,
    reads: createCachedReads(service.deps).map(counted),
    changes: {
      read: () => track(feed.read()),
      holdsSince: (position, days) => feed.holdsSince(position, days),
    },
    shared: options.shared ?? null,
    edition: options.edition ?? "test",
    maxBytes: options.maxBytes ?? 1_000_000,
    admit: options.admit,
    clock: options.clock,
    background: (work) => void track(work),
  });
  const fetch: Cached["fetch"] = (request, told, connection) =>
    handle(request, connection, told);
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
