/** Upstreams on loopback that answer, or misbehave, as real ones do; and a door to them whose time a test moves. */

import { type Day, day } from "../../rates/day.ts";
import type { FetchOptions, Log } from "../../rates/ports.ts";
import { createDoor, type Door } from "../../providers/http.ts";

/** What a request to the upstream said. */
export interface Seen {
  /** Path and query. */
  readonly target: string;
  readonly headers: Headers;
}

/** An upstream that runs until disposed. */
export interface Upstream extends AsyncDisposable {
  readonly url: string;
  readonly seen: Seen[];
}

/** Answers a request, the first with count 1; null stays silent until the upstream is disposed. */
export type Answering = (
  request: Request,
  count: number,
) => Response | null | Promise<Response>;

/** Starts an upstream on a free port. */
export function startUpstream(answer: Answering): Upstream {
  const seen: Seen[] = [];
  const end = Promise.withResolvers<Response>();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    (request) => {
      const { pathname, search } = new URL(request.url);
      seen.push({ target: pathname + search, headers: request.headers });
      return answer(request, seen.length) ?? end.promise;
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    seen,
    async [Symbol.asyncDispose]() {
      end.resolve(new Response());
      await server.shutdown();
    },
  };
}

/** The address of a server that is not there. */
export function deadAddress(): string {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return `http://127.0.0.1:${port}`;
}

/** A body with a media type. */
export function respond(
  body: string | Uint8Array<ArrayBuffer>,
  { type = "application/json", status = 200, headers = {} }: {
    readonly type?: string;
    readonly status?: number;
    readonly headers?: Record<string, string>;
  } = {},
): Response {
  return new Response(body, {
    status,
    headers: { ...headers, "content-type": type },
  });
}

/** Starts an upstream that announces a whole answer, sends its beginning and hangs up. */
export function startBreakingUpstream(
  start: string,
  type = "application/json",
): Upstream {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const answer = new TextEncoder().encode(
    `HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\n` +
      `content-length: ${start.length + 100}\r\n\r\n${start}`,
  );
  const serving = (async () => {
    for await (const connection of listener) {
      await connection.read(new Uint8Array(4_096));
      await connection.write(answer);
      connection.close();
    }
  })();
  return {
    url: `http://127.0.0.1:${listener.addr.port}`,
    seen: [],
    async [Symbol.asyncDispose]() {
      listener.close();
      await serving;
    },
  };
}

/** An answer that never ends. */
export function endless(type = "application/json"): Response {
  const chunk = new Uint8Array(64 * 1024).fill(32);
  return new Response(
    new ReadableStream({ pull: (controller) => controller.enqueue(chunk) }),
    { headers: { "content-type": type } },
  );
}

/** A line of the log. */
export interface LogLine {
  readonly message: string;
  readonly values: Record<string, unknown>;
}

/** A door, the time that it reads, and what it did. */
export interface Bench {
  readonly door: Door;
  readonly clock: () => Date;
  readonly today: Day;
  /** Moves the time on. */
  pass(ms: number): void;
  readonly sleeps: number[];
  readonly lines: LogLine[];
  readonly attempts: [string, boolean][];
}

/** A door for a test: a wait takes no time but moves the clock. */
export function createBench(now = "2024-11-07T12:00:00Z"): Bench {
  let time = Date.parse(now);
  const clock = () => new Date(time);
  const sleeps: number[] = [];
  const lines: LogLine[] = [];
  const attempts: [string, boolean][] = [];
  const note = (message: string, values: Record<string, unknown> = {}) => {
    lines.push({ message, values });
  };
  const log: Log = { debug: note, info: note, warn: note, error: note };
  return {
    door: createDoor({
      fetch,
      clock,
      log,
      random: () => 0.5,
      sleep(ms) {
        sleeps.push(ms);
        time += ms;
        return Promise.resolve();
      },
      meter: {
        take: () => Promise.resolve(),
        ended: (provider, { ok }) => void attempts.push([provider, ok]),
      },
    }),
    clock,
    today: day(now.slice(0, 10)),
    pass(ms) {
      time += ms;
    },
    sleeps,
    lines,
    attempts,
  };
}

/** How a request is made while somebody waits. */
export function interactive(change: Partial<FetchOptions> = {}): FetchOptions {
  return { signal: new AbortController().signal, attempts: 2, ...change };
}

/** One day as a range. */
export function only(text: string): { readonly from: Day; readonly to: Day } {
  return { from: day(text), to: day(text) };
}
