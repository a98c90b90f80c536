/**
 * A real Redis server behind a front that speaks Upstash's REST protocol, driven by the real client. For tests only: it
 * knows one token, and nothing of limits.
 * https://upstash.com/docs/redis/features/restapi
 */

import { type Connection, connectRedis, type Reply } from "./resp.ts";

/** How the front behaves: `broken` answers as a proxy whose server is gone, `hanging` not at all. */
export type Mood = "well" | "broken" | "hanging";

/** A running Redis with its front. */
export interface Upstash extends AsyncDisposable {
  readonly url: string;
  readonly token: string;
  /** How long it is waited for: on a machine where nothing is quick too, as it is no matter here how fast it answers. */
  readonly timeoutMs: number;
  /** May be changed between two requests; whoever hangs is let go then. */
  mood: Mood;
  /** Requests that reached the front. */
  readonly requests: number;
  /** Sends a command to the server past the front. */
  command(...words: string[]): Promise<Reply>;
}

type Command = readonly string[];

const START_TRIES = 400;

/**
 * Starts both when Redis is on this machine; says so and gives null when it is not. Where `CI` is set it has to be.
 */
export async function startUpstash(): Promise<Upstash | null> {
  const started = await startRedis();
  if (!started) return null;
  const { server, redis } = started;
  const token = crypto.randomUUID();
  let released = Promise.withResolvers<void>();
  const state = { mood: "well" as Mood, requests: 0 };
  const front = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    async (request) => {
      state.requests++;
      if (state.mood === "broken") {
        return new Response("<html>502 Bad Gateway</html>", { status: 502 });
      }
      if (state.mood === "hanging") {
        await released.promise;
        return new Response(null, { status: 504 });
      }
      return await answer(request, { redis, token });
    },
  );
  return {
    url: `http://127.0.0.1:${front.addr.port}`,
    token,
    timeoutMs: 10_000,
    get mood() {
      return state.mood;
    },
    set mood(mood) {
      state.mood = mood;
      released.resolve();
      released = Promise.withResolvers();
    },
    get requests() {
      return state.requests;
    },
    command: async (...words) => (await redis.send([words]))[0] ?? null,
    async [Symbol.asyncDispose]() {
      released.resolve();
      await front.shutdown();
      redis[Symbol.dispose]();
      server.kill("SIGKILL");
      await server.status;
    },
  };
}

async function answer(
  request: Request,
  { redis, token }: { readonly redis: Connection; readonly token: string },
): Promise<Response> {
  const url = new URL(request.url);
  const given = request.headers.get("authorization") ??
    `Bearer ${url.searchParams.get("_token")}`;
  if (given !== `Bearer ${token}`) {
    return Response.json({ error: "WRONGPASS invalid or missing auth token" }, {
      status: 401,
    });
  }
  if (request.method !== "POST") {
    return Response.json({ error: "Method not allowed" }, { status: 405 });
  }
  const base64 = request.headers.get("upstash-encoding") === "base64";
  const headers = { "upstash-sync-token": "test" };
  const body: unknown = await request.json();
  switch (url.pathname) {
    case "/": {
      const [reply] = await redis.send([words(body)]);
      const result = resultOf(reply ?? null, base64);
      return Response.json(result, {
        status: "error" in result ? 400 : 200,
        headers,
      });
    }
    case "/pipeline": {
      const replies = await redis.send(list(body).map(words));
      return Response.json(replies.map((one) => resultOf(one, base64)), {
        headers,
      });
    }
    case "/multi-exec": {
      const replies = await redis.send([
        ["MULTI"],
        ...list(body).map(words),
        ["EXEC"],
      ]);
      const done = replies.at(-1) ?? null;
      return Array.isArray(done)
        ? Response.json(
          done.map((one: Reply) => resultOf(one, base64)),
          { headers },
        )
        : Response.json(resultOf(done, base64), { status: 400, headers });
    }
    default:
      return Response.json({ error: "ERR unknown endpoint" }, { status: 400 });
  }
}

function list(body: unknown): unknown[] {
  if (Array.isArray(body)) return body;
  throw new TypeError("A request to the front must be a list");
}

function words(command: unknown): Command {
  return list(command).map((word) =>
    typeof word === "object" ? JSON.stringify(word) : String(word)
  );
}

function resultOf(
  reply: Reply,
  base64: boolean,
): { error: string } | { result: unknown } {
  if (reply !== null && typeof reply === "object" && "error" in reply) {
    return reply;
  }
  return { result: plain(reply, { base64, top: true }) };
}

/** Every string of an answer is encoded, nested ones too; only an `OK` that stands alone is not. */
function plain(
  reply: Reply,
  { base64, top }: { readonly base64: boolean; readonly top: boolean },
): unknown {
  if (reply === null || typeof reply === "number") return reply;
  if (Array.isArray(reply)) {
    return reply.map((one: Reply) => plain(one, { base64, top: false }));
  }
  const bytes = reply instanceof Uint8Array
    ? reply
    : new TextEncoder().encode("status" in reply ? reply.status : "");
  const text = new TextDecoder().decode(bytes);
  const bare = top && text === "OK" && !(reply instanceof Uint8Array);
  return base64 && !bare ? bytes.toBase64() : text;
}

async function startRedis() {
  const port = freePort();
  let server: Deno.ChildProcess;
  try {
    server = new Deno.Command("redis-server", {
      args: ["--port", String(port), "--bind", "127.0.0.1", "--save", ""]
        .concat(["--appendonly", "no"]),
      stdout: "null",
      stderr: "null",
    }).spawn();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    if (Deno.env.get("CI")) {
      throw new Error("Cannot find redis-server, which CI needs");
    }
    // deno-lint-ignore no-console
    console.log("left out: tests with Redis, which is not on this machine");
    return null;
  }
  for (let tries = 1;; tries++) {
    try {
      const redis = await connectRedis(port);
      return { server, redis };
    } catch (error) {
      if (tries < START_TRIES) {
        await new Promise((resolve) => setTimeout(resolve, 10));
        continue;
      }
      server.kill("SIGKILL");
      await server.status;
      throw error;
    }
  }
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
