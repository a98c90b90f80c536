/** Secrets stay where they belong: planted everywhere, then searched for in everything that the program has written. */

import { assert, assertEquals } from "@std/assert";
import { startPostgres } from "./support/postgres.ts";
import { runCommand, type Running, startProcess } from "./support/process.ts";
import { respond, startUpstream } from "./support/upstream.ts";
import { everythingIn, Secrets } from "./support/secrets.ts";
import { startUpstash } from "./support/upstash.ts";

interface Answer {
  readonly what: string;
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
  /** The status line aside, all that came back. */
  readonly all: string;
}

/** Asks the service, and keeps everything that it answers. */
class Asking {
  readonly answers: Answer[] = [];
  readonly #address: string;

  constructor({ address }: Running) {
    this.#address = address;
  }

  async send(
    method: string,
    path: string,
    { headers = {}, body }: {
      readonly headers?: Record<string, string>;
      readonly body?: unknown;
    } = {},
  ): Promise<Answer> {
    const response = await fetch(`${this.#address}${path}`, {
      method,
      redirect: "manual",
      headers: {
        ...headers,
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      body: body === undefined ? null : JSON.stringify(body),
      // Streams of progress have no end; what came until then is enough.
      signal: AbortSignal.timeout(20_000),
    });
    const type = response.headers.get("content-type") ?? "";
    const text = type.startsWith("text/event-stream")
      ? await firstOf(response)
      : await response.text();
    const answer = {
      what: `${method} ${path}`,
      status: response.status,
      text,
      headers: response.headers,
      all: `${JSON.stringify([...response.headers])}\n${text}`,
    };
    this.answers.push(answer);
    return answer;
  }
}

async function firstOf({ body }: Response): Promise<string> {
  const reader = body?.getReader();
  const first = await reader?.read();
  await reader?.cancel();
  return new TextDecoder().decode(first?.value);
}

interface Operation {
  readonly method: string;
  readonly path: string;
}

async function operationsOf(asking: Asking): Promise<Operation[]> {
  const { text } = await asking.send("GET", "/openapi.json");
  const { paths }: { paths: Record<string, Record<string, unknown>> } = JSON
    .parse(text);
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({
      method: method.toUpperCase(),
      path: path.replace("{ref}", "EUR").replace("{key}", "currencybeacon")
        .replaceAll(/\{\w+\}/g, "1"),
    }))
  );
}

const WAYS_TO_FAIL = [
  [401, "application/json"],
  [500, "text/html"],
  [403, "application/json"],
  [200, "application/json"],
  [429, "application/json"],
  [200, "text/html"],
  [302, "text/plain"],
] as const;

/** An upstream that fails in one way after the other, and says back all that it was told. */
function startEcho() {
  return startUpstream(({ url, headers }, count) => {
    const told = JSON.stringify({ url, headers: Object.fromEntries(headers) });
    const [status, type] = WAYS_TO_FAIL[count % WAYS_TO_FAIL.length] ??
      WAYS_TO_FAIL[0];
    return respond(
      JSON.stringify({
        error: true,
        message: told,
        description: told,
        meta: { code: status, error_detail: told },
      }),
      {
        status,
        type,
        headers: { location: url, "x-told": encodeURIComponent(told) },
      },
    );
  });
}

Deno.test("No secret is in any log, answer, audit entry, table or shared memory, whatever fails", async () => {
  await using cluster = await startPostgres();
  await using upstash = await startUpstash();
  if (!cluster || !upstash) return;
  await using echo = startEcho();
  const secrets = new Secrets();
  const ofDatabase = secrets.plant("the password of the database");
  const databaseUrl = cluster.url("postgres")
    .replace("postgres@", `postgres:${ofDatabase}@`);
  secrets.keep("the token of Redis", upstash.token);
  const keys = {
    CURRENCYBEACON_API_KEY: secrets.plant("the key of CurrencyBeacon"),
    OPENEXCHANGERATES_APP_ID: secrets.plant("the id of Open Exchange Rates"),
  };
  const upstreams = Object.fromEntries(
    [
      "CURRENCYBEACON_URL",
      "ECB_FILES_URL",
      "ECB_API_URL",
      "FRANKFURTER_URL",
      "OPENEXCHANGERATES_URL",
      "CURRENCY_API_URL",
      "npm_config_registry",
    ].map((name) => [name, `${echo.url}/`]),
  );
  const env = {
    ...keys,
    ...upstreams,
    DATABASE_URL: databaseUrl,
    UPSTASH_REDIS_REST_URL: upstash.url,
    UPSTASH_REDIS_REST_TOKEN: upstash.token,
    LOG_LEVEL: "debug",
    ACCESS_LOG: "on",
    BOOTSTRAP_HISTORY: "on",
  };

  // Starts that fail, and commands.
  const ends = [
    await runCommand(["start"], {
      ...env,
      DATABASE_URL: `mysql://root:${ofDatabase}@localhost/x`,
    }),
    await runCommand(["start"], {
      ...env,
      DATABASE_URL: databaseUrl.replace(/\/postgres$/, "/absent"),
    }),
    await runCommand(["start"], {
      ...env,
      DATABASE_URL: databaseUrl.replace(/:\d+\//, ":1/"),
    }),
    await runCommand(["start"], { ...env, UPSTASH_REDIS_REST_URL: "" }),
    await runCommand(["start"], {
      ...env,
      CURRENCYBEACON_API_KEY: `${keys.CURRENCYBEACON_API_KEY}\nx: y`,
      HOST: "203.0.113.1",
    }),
    await runCommand(
      ["ingest", "--provider", "currencybeacon", "--from", "2024-01-01"]
        .concat(["--to", "2024-01-03", "--max-requests", "3"]),
      env,
    ),
  ];
  for (const { code } of ends) assert(code !== 0, `ended with ${code}`);

  await using service = await startProcess(env);
  const asking = new Asking(service);
  const setUpToken = secrets.keep(
    "the token of the set-up link",
    /#token=(\S+)/.exec(await service.line(/#token=/))?.[1] ?? "",
  );
  const password = secrets.plant("the administrator's password");
  const wrong = secrets.plant("a wrong password");
  const next = secrets.plant("a new password");
  const invented = secrets.plant("an invented token");
  const misplaced = secrets.plant("a password in the field of the name");

  // Setting up, logging in, and failing to.
  const wizard = { username: "ada", password };
  const api = "/api/v1";
  await asking.send("POST", `${api}/setup`, {
    body: { ...wizard, token: invented },
  });
  const made = await asking.send("POST", `${api}/setup`, {
    body: { ...wizard, token: setUpToken },
  });
  assertEquals(made.status, 201, made.text);
  await asking.send("POST", `${api}/setup`, {
    body: { ...wizard, token: setUpToken },
  });
  const logIn = (username: string, password: string) =>
    asking.send("POST", `${api}/session`, { body: { username, password } });
  await logIn("ada", wrong);
  await logIn(misplaced, wrong);
  await logIn(`${misplaced}`.replaceAll("-", ""), wrong);
  const loggedIn = await logIn("ada", password);
  assertEquals(loggedIn.status, 201, loggedIn.text);
  const cookieOf = ({ headers }: Answer) =>
    headers.get("set-cookie")?.split(";")[0] ?? "";
  const cookie = cookieOf(loggedIn);
  secrets.keep("the cookie of a session", cookie.split("=")[1] ?? "");
  secrets.keep(
    "the cookie of the first session",
    cookieOf(made).split("=")[1] ?? "",
  );
  const asAdmin = { cookie };
  await asking.send("POST", `${api}/session/password`, {
    headers: asAdmin,
    body: { current_password: wrong, new_password: next },
  });
  await asking.send("POST", `${api}/session/password`, {
    headers: asAdmin,
    body: { current_password: password, new_password: next },
  });
  const token = await asking.send("POST", `${api}/tokens`, {
    headers: asAdmin,
    body: { name: "shop", scopes: ["read", "rates:write"], expires_at: null },
  });
  const ofToken = secrets.keep("an API token", JSON.parse(token.text).token);
  await asking.send("POST", `${api}/users`, {
    headers: asAdmin,
    body: {
      username: "bob",
      role: "viewer",
      password: secrets.plant("a viewer's password"),
    },
  });

  // Every operation, by everybody, with secrets where none belong.
  const operations = await operationsOf(asking);
  assert(operations.length > 30, `${operations.length} operations`);
  const body = { password: wrong, token: invented, key: misplaced };
  for (const { method, path } of operations) {
    const sent = method === "GET" ? {} : { body };
    const everybody: Record<string, string>[] = [
      {},
      { authorization: `Bearer ${invented}` },
      { authorization: `Basic ${btoa(`ada:${wrong}`)}` },
      { cookie: `__Host-session=${invented}` },
      { authorization: `Bearer ${ofToken}` },
      // What would end the session is not sent with it.
      ...(method === "DELETE" ? [] : [asAdmin]),
    ];
    for (const headers of everybody) {
      await asking.send(method, path, { headers, ...sent });
    }
  }

  // Questions that make every upstream fail in its way.
  for (let i = 0; i < 16; i++) {
    const date = `2024-0${1 + i % 9}-1${i % 10}`;
    for (const rate of ["EUR", "INR"]) {
      await asking.send(
        "GET",
        `${api}/exchange-rate?source=USD&target=${rate}&date=${date}`,
        { headers: { authorization: `Bearer ${ofToken}` } },
      );
    }
  }
  await asking.send(
    "GET",
    `${api}/currency-rates?source=USD&symbols=EUR&date_from=2020-01-01&date_to=2024-01-01`,
  );
  await asking.send("GET", "/metrics", {
    headers: { authorization: `Bearer ${ofToken}` },
  });
  for (const key of ["currencybeacon", "openexchangerates"]) {
    for (let i = 0; i < WAYS_TO_FAIL.length; i++) {
      for (const step of ["reset", "test"]) {
        await asking.send("POST", `${api}/providers/${key}/${step}`, {
          headers: asAdmin,
        });
      }
    }
  }
  assert(
    echo.seen.some(({ headers, target }) =>
      JSON.stringify([target, ...headers]).includes(keys.CURRENCYBEACON_API_KEY)
    ),
    "CurrencyBeacon's key has not reached the upstream, so nothing was shown",
  );

  // What is remembered, then what is away.
  const audit = await asking.send("GET", `${api}/audit?limit=100`, {
    headers: asAdmin,
  });
  assertEquals(audit.status, 200);
  const shared = JSON.stringify(
    await upstash.command("KEYS", "*"),
    (_key, value) =>
      value instanceof Uint8Array ? new TextDecoder().decode(value) : value,
  );
  const stored = await everythingIn(cluster);
  upstash.mood = "broken";
  await logIn("ada", wrong);
  await cluster.restart();
  await logIn("ada", next);
  await cluster[Symbol.asyncDispose]();
  for (const path of ["/readyz", `${api}/currencies`, `${api}/audit`]) {
    await asking.send("GET", path, { headers: asAdmin });
  }
  await logIn("ada", next);
  await service.stop("SIGTERM");

  // The link is printed for whoever starts the service; a token and a cookie are told once to whoever made them.
  const printed = service.printed().split("\n")
    .filter((line) => !line.includes("/setup#token=")).join("\n");
  const shown = [
    ...secrets.shownIn(printed).map((name) => `the log shows ${name}`),
    ...secrets.shownIn(stored).map((name) => `the database has ${name}`),
    ...secrets.shownIn(shared).map((name) => `Redis has ${name}`),
    ...ends.flatMap(({ out, log }, at) =>
      secrets.shownIn(out + log).map((name) => `command ${at} shows ${name}`)
    ),
    ...asking.answers.filter((answer) =>
      answer !== token && answer !== made && answer !== loggedIn
    ).flatMap(({ what, status, all }) =>
      secrets.shownIn(all).map((name) => `${what} (${status}) tells ${name}`)
    ),
  ];
  assertEquals(shown, []);
  assertEquals(secrets.shownIn(token.all), ["an API token"]);
  assertEquals(secrets.shownIn(made.all), ["the cookie of the first session"]);
  assert(printed.includes('"level":"debug"'), "nothing was logged at debug");
  assert(stored.includes("session.create"), "the audit log is empty");
  assert(secrets.names.length >= 12);
});
