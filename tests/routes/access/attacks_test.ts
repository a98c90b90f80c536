/** Tries to get in, or to get more than one may, at every operation that the description has. */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { createPasswords } from "../../../db/passwords.ts";
import type { Argon2 } from "../../../db/argon2.ts";
import { operationsOf } from "../../support/operations.ts";
import { PASSWORD } from "../../support/people.ts";
import { startService, useService } from "../../support/service.ts";
import { bank, NOW } from "../../support/upstreams.ts";
import { serve } from "../../support/wire.ts";

const options = () => ({
  providers: [bank()],
  time: NOW,
  ending: AbortSignal.abort(),
});

const service = useService(options);

const METACHARACTERS: readonly string[] = [
  "'",
  "''; drop table users; --",
  "' or '1'='1",
  '" or ""="',
  "1; delete from sessions",
  "admin'--",
  "\\'; select pg_sleep(60); --",
  "$1",
  "%' union select password from users --",
  "${jndi:ldap://x}",
  "*/ or 1=1 /*",
];

/** Sends a request as an administrator who is logged in whatever the one before did. */
async function send(
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; text: string }> {
  service().people.forget("admin");
  const response = await service().send(method, path, body);
  return { status: response.status, text: await response.text() };
}

/** How many rows there are of what nobody may lose. */
async function counts(): Promise<unknown> {
  const [row] = await service().storage.sql`
    select (select count(*) from users) as users,
      (select count(*) from currencies) as currencies,
      (select count(*) from providers) as providers,
      (select count(*) from api_tokens) as tokens`;
  return row;
}

Deno.test("SQL in any parameter or member is text: it is refused or found nowhere, and changes nothing", async () => {
  await service().people.credentials("read");
  const before = await counts();
  for (const one of await operationsOf(service())) {
    const { method, path, queries, members } = one;
    for (const text of METACHARACTERS) {
      const hostile = encodeURIComponent(text);
      const sent: [string, unknown][] = [
        ...(path.includes("{")
          ? [[path.replace(/\{\w+\}/, hostile), undefined] as [string, unknown]]
          : []),
        ...queries.map((name): [string, unknown] => [
          `${path.replace(/\{\w+\}/, "1")}?${name}=${hostile}`,
          undefined,
        ]),
        ...members.map((name): [string, unknown] => [
          path.replace("{ref}", "ZZZ").replace("{key}", "nobody")
            .replace("{id}", "999"),
          { [name]: text },
        ]),
      ];
      for (const [url, body] of sent) {
        const { status, text: told } = await send(method, url, body);
        const what = `${method} ${url} ${JSON.stringify(body)}: ${status}`;
        assert(status < 500, `${what} ${told}`);
        if (method !== "GET") assert(status >= 400, what);
      }
    }
  }
  assertEquals(await counts(), before);
});

Deno.test("Nobody logs in by SQL, and no name is found by it", async () => {
  await service().people.credentials("admin");
  for (const text of METACHARACTERS) {
    for (const [username, password] of [[text, text], ["admin", text]]) {
      const response = await service().sendAs(null, "POST", "/api/v1/session", {
        username,
        password,
      });
      assertEquals(response.status, 401);
      await response.body?.cancel();
    }
    const found = await service().send(
      "GET",
      `/api/v1/audit?actor=${encodeURIComponent(text)}`,
    );
    assertEquals((await found.json()).entries, []);
  }
});

Deno.test("Members that are not for callers to set are refused by name, everywhere", async () => {
  const unasked = {
    id: 1,
    user_id: 1,
    priority: 1,
    role: "admin",
    is_admin: true,
    created_by: "eve",
    created_at: NOW,
    version: 9,
    password_hash: "$argon2id$",
    secret_hash: "x",
    last_used_at: null,
    revoked_at: null,
    cause: "command",
    status: "done",
    ["__proto__"]: { role: "admin" },
    constructor: { role: "admin" },
  };
  let tried = 0;
  for (const one of await operationsOf(service())) {
    const { method, path, members, type } = one;
    if (type !== "application/json") continue;
    const url = path.replace("{ref}", "EUR").replace("{key}", "bank")
      .replace("{id}", "1");
    for (const [name, value] of Object.entries(unasked)) {
      if (members.includes(name)) continue;
      const { status, text } = await send(method, url, { [name]: value });
      const what = `${method} ${url} ${name}: ${status} ${text}`;
      assertEquals(status, 400, what);
      const { errors } = JSON.parse(text);
      assert(
        errors.some(({ field }: { field: string }) => field === name),
        what,
      );
      tried++;
    }
  }
  assert(tried > 100, `only ${tried} tries`);
});

Deno.test("An id beyond what a number can tell apart is nobody's", async () => {
  const ids = [
    "9007199254740993",
    "9007199254740992",
    "2147483648",
    "4294967297",
    "1e0",
    "0x1",
    "01",
    "+1",
    "-1",
    "1.0",
    " 1",
    "١",
    "Infinity",
    "9".repeat(400),
  ];
  const before = await counts();
  for (const { method, path } of await operationsOf(service())) {
    const named = path.includes("{id}") || path.includes("{ref}");
    if (!named) continue;
    for (const id of ids) {
      const url = path.replace(/\{\w+\}/, encodeURIComponent(id));
      const { status, text } = await send(method, url, undefined);
      assert([400, 404, 415].includes(status), `${method} ${url}: ${text}`);
    }
  }
  assertEquals(await counts(), before);
  const tooMany = await send("POST", "/api/v1/ingestions", {
    provider: "bank",
    from: "2024-10-24",
    to: "2024-10-25",
    max_requests: 2 ** 53 + 1,
  });
  assertEquals(tooMany.status, 400);
});

Deno.test("A storm of log-ins keeps the service answering, and most are told when to come back", async () => {
  const waiting: (() => void)[] = [];
  const argon2: Argon2 = async (_password, _salt, { length }) => {
    await new Promise<void>((resolve) => waiting.push(resolve));
    return new Uint8Array(length);
  };
  const passwords = createPasswords({ argon2 });
  await using stormed = await startService({ ...options(), passwords });
  await stormed.people.credentials("admin");
  const tries = Array.from({ length: 100 }, async (_, index) => {
    const response = await stormed.sendAs(null, "POST", "/api/v1/session", {
      username: index % 2 ? "admin" : `nobody${index}`,
      password: "wrong",
    });
    await response.body?.cancel();
    return [response.status, response.headers.get("retry-after")].join();
  });
  // The first that are answered are those for whom there is no room: the others hang.
  assertEquals(await Promise.race(tries), "503,2");
  for (
    const path of ["/exchange-rate?source=EUR&target=USD&date=2024-10-25"]
      .concat(["/healthz", "/readyz", "/api/v1/currencies"])
  ) {
    const answer = await stormed.request(path);
    assertEquals(answer.status, 200, path);
    await answer.body?.cancel();
  }
  assertEquals((await stormed.send("GET", "/api/v1/users")).status, 200);
  let over = false;
  const all = Promise.all(tries).finally(() => over = true);
  while (!over) {
    waiting.shift()?.();
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  const answers = Object.groupBy(await all, (one) => one);
  assertEquals(Object.keys(answers).sort(), ["401,", "503,2"]);
  assertEquals(answers["401,"]?.length, 42);
});

Deno.test("A set-up link is used once, by whoever is first, and a used one tells nothing", async () => {
  await using fresh = await startService(options());
  const needed = async () =>
    (await (await fresh.request("/api/v1/setup")).json()).needed;
  const now = new Date(NOW);
  const until = new Date(now.getTime() + 1_000);
  const token = await fresh.storage.setup.createLink(now, until);
  const setUp = async (body: Record<string, unknown>) => {
    const response = await fresh.sendAs(null, "POST", "/api/v1/setup", {
      token,
      username: "Ada",
      password: PASSWORD,
      ...body,
    });
    return { response, body: await response.json() };
  };
  assertEquals(await needed(), true);
  const wrong = await setUp({ token: "x".repeat(43) });
  assertEquals(wrong.response.status, 403);
  const weak = await setUp({ password: "password1234" });
  assertEquals([weak.response.status, weak.body.errors[0].field], [
    400,
    "password",
  ]);
  const role = await setUp({ role: "viewer" });
  assertEquals(role.response.status, 400);
  assertEquals(await needed(), true);

  const raced = await Promise.all(
    ["ada", "eve", "mallory"].map((username) => setUp({ username })),
  );
  const statuses = raced.map(({ response }) => response.status).sort();
  assertEquals(statuses, [201, 403, 403]);
  assertEquals(await needed(), false);
  const [won] = raced.filter(({ response }) => response.status === 201);
  assertEquals(won?.body.user.role, "admin");
  const cookie = won?.response.headers.get("set-cookie")?.split(";")[0] ?? "";
  const who = await fresh.request("/api/v1/session", { headers: { cookie } });
  assertEquals((await who.json()).user.username, won?.body.user.username);

  const again = await setUp({ username: "eve" });
  const { request_id: _a, ...told } = again.body;
  const { request_id: _b, ...unknown } = wrong.body;
  assertEquals([again.response.status, told], [403, unknown]);
  assertEquals(await fresh.storage.setup.createLink(now, until), null);
});

Deno.test("A forged header is no other header, and no line of the log", async () => {
  await using wire = serve(service());
  const headers = await service().people.credentials("admin");
  const answer = await wire.send({
    method: "POST",
    path: "/api/v1/session",
    headers: {
      ...headers,
      "content-type": "application/json",
      "user-agent": "x\tset-cookie: a=b <script>",
    },
    chunked: JSON.stringify({ username: "admin", password: PASSWORD }),
  });
  assertEquals(answer.status, 201);
  assertMatch(answer.headers.get("set-cookie") ?? "", /^__Host-session=/);
  service().people.forget("admin");
  const list = await service().send("GET", "/api/v1/sessions");
  const { sessions } = await list.json();
  assertEquals(sessions[1].user_agent, "x\tset-cookie: a=b <script>");
  const location = await send("POST", "/api/v1/currencies", {
    code: "AED",
    name: "x\r\nset-cookie: a=b",
  });
  assertEquals(location.status, 400);
});
