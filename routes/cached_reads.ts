/** Answers questions that were asked before without asking the app again: the fast way in front of it. */

import { LRUCache } from "lru-cache";
import type { ChangeFeed, SharedCache } from "../rates/ports.ts";
import { getPath } from "hono/utils/url";
import { canonicalPath } from "./addresses.ts";
import type { Clients, Connection } from "./client_address.ts";
import { TLS_ONLY } from "./defences.ts";
import { SAFE_METHODS } from "./safe_methods.ts";
import { packed } from "./cache/encoding.ts";
import { Fill } from "./cache/fill.ts";
import { createMake, type MakeDeps, responseOf } from "./cache/make.ts";
import { Follower } from "./cache/follower.ts";
import type { HeaderRecord, Kept } from "./cache/kept.ts";
import { Memory } from "./cache/memory.ts";
import type { CachedRead, Question } from "./cache/operation.ts";

/** Answers a request. */
type Fetch<Info> = (
  request: Request,
  info: Info,
) => Response | Promise<Response>;

/** What keeping answers needs. */
export interface CachedReadsDeps extends Omit<MakeDeps, "isClosed">, Clients {
  /** The operations whose answers are kept. */
  readonly reads: readonly CachedRead[];
  readonly changes: Pick<ChangeFeed, "read" | "holdsSince">;
  /** Null where nothing is shared. */
  readonly shared: SharedCache | null;
  /** Names the program, its settings and its database: answers of others are not ours. */
  readonly edition: string;
  readonly maxBytes: number;
  readonly lookBackDays: number;
  /** Work that nobody waits for. */
  readonly background: (work: Promise<void>) => void;
  /** Whether who asks may read; absent where everybody may. Others are left to the app, which tells them why not. */
  readonly admit?: (request: Request) => Promise<boolean>;
  /** Told of every answer that did not come from the app, and of the path of its operation. */
  readonly answered?: (
    request: Request,
    response: Response,
    path: string,
  ) => void;
}

/** What an address asks, as it was written: one question, or one for each Accept header where that has a say. */
type Known = Question | Map<string | null, Question>;

/** Ways of writing that are remembered. */
const MOST_KNOWN = 20_000;
const LONGEST_KNOWN = 1_000;
const MOST_ACCEPTS = 8;

/** The same app, whose answers are kept as long as they are true; `told` are headers that the answer to this request has. */
export function cachedReads<Info extends Connection | undefined>(
  app: Fetch<Info>,
  deps: CachedReadsDeps,
): (
  request: Request,
  info: Info,
  told?: HeaderRecord,
) => Response | Promise<Response> {
  const { clock, background, clientOf, isSecure, admit, answered } = deps;
  const make = createMake({ ...deps, isClosed: admit !== undefined });
  const reads = new Map(deps.reads.map((read) => [read.path, read]));
  const memory = new Memory(deps);
  const follower = new Follower({
    ...deps,
    feed: deps.changes,
    changed: (days) => memory.forget(days),
  });
  const fill = new Fill({ ...deps, memory, follower });
  const known = new LRUCache<string, Known>({ max: MOST_KNOWN });

  // Whoever is known and kept is answered here: nothing is parsed, and nothing waited for.
  return function ready(request, info, told) {
    if (request.method !== "GET" || admit) return later(request, info, told);
    const question = knownQuestion(request);
    const kept = question && memory.get(question.address);
    if (!kept) return later(request, info, told);
    const nowMs = clock().getTime();
    return kept.isFresh(nowMs) && follower.follows(nowMs)
      ? send(kept, question.path, request, {
        nowMs,
        told: heard(request, info, told),
      })
      : later(request, info, told);
  };

  async function later(request: Request, info: Info, told?: HeaderRecord) {
    const mayRead = !admit || await admit(request);
    const question = mayRead && SAFE_METHODS.has(request.method) &&
      questionOf(request);
    const found = question && await follower.catchUp()
      ? await find(question, request, info)
      : await app(request, info);
    // Whoever has changed something sees it in the next answer.
    if (!SAFE_METHODS.has(request.method)) await follower.readOn();
    const nowMs = clock().getTime();
    const heardToo = heard(request, info, told);
    if (found instanceof Response) {
      return tell(packed(request, found), heardToo);
    }
    const { kept, path } = found;
    return path === null
      ? await kept.respond(request, nowMs, heardToo)
      : await send(kept, path, request, { nowMs, told: heardToo });
  }

  /** The answer: kept since before, with the path of its operation; kept from now on; or not to be kept. */
  async function find(
    question: Question,
    request: Request,
    info: Info,
  ): Promise<
    { readonly kept: Kept; readonly path: string | null } | Response
  > {
    const { address, path } = question;
    const nowMs = clock().getTime();
    const kept = memory.get(address);
    if (kept && nowMs < kept.answer.staleUntilMs) {
      if (!kept.isFresh(nowMs)) {
        background(refresh(question, request, info));
      }
      return { kept, path };
    }
    // What HEAD finds is not worth to be kept.
    if (request.method === "HEAD") return await app(request, info);
    const client = clientOf(request, info);
    const ask = () => make(question, { request, client, waits: true });
    const found = await fill.ask(question, ask);
    if (found instanceof Response) return found;
    return found ? { kept: found, path: null } : responseOf(await ask());
  }

  async function refresh(question: Question, request: Request, info: Info) {
    const client = clientOf(request, info);
    const found = await fill.ask(
      question,
      () => make(question, { request, client, waits: false }),
    );
    if (found instanceof Response) await found.body?.cancel();
  }

  /** What is kept is the same for all; what depends on the connection is told with it. */
  function heard(request: Request, info: Info, told?: HeaderRecord) {
    return isSecure(request, info) ? { ...told, ...TLS_ONLY } : told;
  }

  function send(
    kept: Kept,
    path: string,
    request: Request,
    { nowMs, told }: {
      readonly nowMs: number;
      readonly told: HeaderRecord | undefined;
    },
  ) {
    const response = kept.respond(request, nowMs, told);
    if (answered) {
      if (response instanceof Response) answered(request, response, path);
      else response.then((sent) => answered(request, sent, path), () => {});
    }
    return response;
  }

  function knownQuestion({ url, headers }: Request): Question | undefined {
    const found = known.get(url);
    return found instanceof Map ? found.get(headers.get("accept")) : found;
  }

  /** The question of a request, remembered by the way in which it was written; null where nothing is kept. */
  function questionOf(request: Request): Question | null {
    const asked = knownQuestion(request);
    if (asked) return asked;
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
  const start = url.indexOf("?");
  const params = new URLSearchParams(start === -1 ? "" : url.slice(start));
  const query = new Map(params);
  return query.size === params.size ? Object.fromEntries(query) : null;
}

/** Adds the headers of this request's answer. */
function tell(response: Response, told: HeaderRecord = {}): Response {
  for (const [name, value] of Object.entries(told)) {
    response.headers.set(name, value);
  }
  return response;
}
