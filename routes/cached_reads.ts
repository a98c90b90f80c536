/** Answers questions that were asked before without asking the app again: the fast way in front of it. */

import { LRUCache } from "lru-cache";
import type { ChangeFeed, Clock, Log, SharedCache } from "../rates/ports.ts";
import { getPath } from "hono/utils/url";
import { canonicalPath } from "./addresses.ts";
import { SAFE_METHODS } from "./safe_methods.ts";
import { packed } from "./cache/encoding.ts";
import { Fill } from "./cache/fill.ts";
import { Follower } from "./cache/follower.ts";
import type { Kept } from "./cache/kept.ts";
import { Memory } from "./cache/memory.ts";
import type { CachedRead, Question } from "./cache/operation.ts";

/** Answers a request. */
type Fetch<Info> = (
  request: Request,
  info: Info,
) => Response | Promise<Response>;

/** What keeping answers needs. */
export interface CachedReadsDeps {
  /** The operations whose answers are kept. */
  readonly reads: readonly CachedRead[];
  readonly changes: Pick<ChangeFeed, "read" | "holdsSince">;
  /** Null where nothing is shared. */
  readonly shared: SharedCache | null;
  /** Names the program, its settings and its database: answers of others are not ours. */
  readonly edition: string;
  readonly maxBytes: number;
  readonly lookBackDays: number;
  readonly clock: Clock;
  readonly log: Log;
  /** Work that nobody waits for. */
  readonly background: (work: Promise<void>) => void;
  /** Whether who asks may read; absent where everybody may. Others are left to the app, which tells them why not. */
  readonly admit?: (request: Request) => Promise<boolean>;
  /** Told of every answer that did not come from the app. */
  readonly answered?: (request: Request, response: Response) => void;
}

/** What an address asks, as it was written: one question, or one for each Accept header where that has a say. */
type Known = Question | Map<string | null, Question>;

/** Ways of writing that are remembered. */
const MOST_KNOWN = 20_000;
const LONGEST_KNOWN = 1_000;
const MOST_ACCEPTS = 8;

/** The same app, whose answers are kept as long as they are true. */
export function cachedReads<Info>(
  app: Fetch<Info>,
  deps: CachedReadsDeps,
): Fetch<Info> {
  const { clock, background, admit, answered } = deps;
  const reads = new Map(deps.reads.map((read) => [read.path, read]));
  const memory = new Memory(deps);
  const follower = new Follower({
    ...deps,
    feed: deps.changes,
    changed: (days) => memory.forget(days),
  });
  const fill = new Fill({ ...deps, memory, follower });
  const known = new LRUCache<string, Known>({ max: MOST_KNOWN });

  if (!admit) return ready;
  return async function admitted(request, info) {
    return await (await admit(request) ? ready : app)(request, info);
  };

  // Whoever is known and kept is answered here: nothing is parsed, and nothing waited for.
  function ready(request: Request, info: Info) {
    if (request.method !== "GET") return another(request, info);
    const found = known.get(request.url);
    const question = found instanceof Map
      ? found.get(request.headers.get("accept"))
      : found;
    if (!question) return unknown(request, info);
    const nowMs = clock().getTime();
    const kept = memory.get(question.address);
    return kept?.isFresh(nowMs) && follower.follows(nowMs)
      ? send(kept, request, nowMs)
      : answer(question, request, info);
  }

  async function another(request: Request, info: Info) {
    const question = request.method === "HEAD" && questionOf(request);
    if (question && await follower.catchUp()) {
      const nowMs = clock().getTime();
      const kept = memory.get(question.address);
      if (kept?.isFresh(nowMs)) return await send(kept, request, nowMs);
    }
    const response = await app(request, info);
    // Whoever has changed something sees it in the next answer.
    if (!SAFE_METHODS.has(request.method)) await follower.readOn();
    return response;
  }

  async function unknown(request: Request, info: Info) {
    const question = questionOf(request);
    return question
      ? await answer(question, request, info)
      : packed(request, await app(request, info));
  }

  async function answer(question: Question, request: Request, info: Info) {
    if (!await follower.catchUp()) {
      return packed(request, await app(request, info));
    }
    const nowMs = clock().getTime();
    const kept = memory.get(question.address);
    if (kept && nowMs < kept.answer.staleUntilMs) {
      if (!kept.isFresh(nowMs)) {
        background(refresh(question, request.headers, info));
      }
      return await send(kept, request, nowMs);
    }
    const found = await fill.ask(
      question,
      (address) => app(plain(address, request.headers, request.signal), info),
    );
    if (found === null) return packed(request, await app(request, info));
    if (found instanceof Response) return packed(request, found);
    return await found.respond(request, clock().getTime());
  }

  async function refresh(question: Question, headers: Headers, info: Info) {
    const found = await fill.ask(
      question,
      (address) => app(plain(address, headers, null), info),
    );
    if (found instanceof Response) await found.body?.cancel();
  }

  function send(kept: Kept, request: Request, nowMs: number) {
    const response = kept.respond(request, nowMs);
    if (answered) {
      if (response instanceof Response) answered(request, response);
      else response.then((sent) => answered(request, sent), () => {});
    }
    return response;
  }

  /** The question of a request, remembered by the way in which it was written; null where nothing is kept. */
  function questionOf(request: Request): Question | null {
    const { url } = request;
    const read = reads.get(canonicalPath(getPath(request)));
    const query = read && queryOf(url);
    if (!query) return null;
    const accept = read.byAccept ? request.headers.get("accept") : null;
    const question = read.question(query, accept);
    if (!question || url.length > LONGEST_KNOWN) return question;
    if (!read.byAccept) known.set(url, question);
    else remember(url, accept, question);
    return question;
  }

  function remember(url: string, accept: string | null, question: Question) {
    const found = known.get(url);
    if (!(found instanceof Map)) known.set(url, new Map([[accept, question]]));
    else if (found.size < MOST_ACCEPTS) found.set(accept, question);
  }
}

/** Null when something is given twice, which the operation refuses. */
function queryOf(url: string): Record<string, string> | null {
  const { searchParams } = new URL(url);
  const query = new Map(searchParams);
  return query.size === searchParams.size ? Object.fromEntries(query) : null;
}

/** Headers that would make another answer of it than the whole one. */
const CONDITIONS = [
  "accept",
  "accept-encoding",
  "if-none-match",
  "if-modified-since",
  "range",
];

/** The question in its one form. */
function plain(
  address: string,
  headers: Headers,
  signal: AbortSignal | null,
): Request {
  const own = new Headers(headers);
  for (const name of CONDITIONS) own.delete(name);
  return new Request(`http://localhost${address}`, { headers: own, signal });
}
