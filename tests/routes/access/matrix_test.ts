/** Who may do what: for every operation that the description has, everybody who might try. */

import { assert, assertEquals } from "@std/assert";
import { SCOPES } from "../../../rates/accounts/scopes.ts";
import { type Operation, operationsOf } from "../../support/operations.ts";
import { PASSWORD, SYSTEM } from "../../support/people.ts";
import {
  type Service,
  startService,
  useService,
} from "../../support/service.ts";
import { bank, BANK_FILE, NOW } from "../../support/upstreams.ts";

const options = () => ({
  providers: [bank()],
  time: NOW,
  ending: AbortSignal.abort(),
});

const service = useService(options);

/** Those that anybody may call, because they are how one becomes known. */
const OPEN_WRITES = ["logIn", "setUp"];

const BODIES: Readonly<Record<string, object | string>> = {
  importFile: BANK_FILE,
  createCurrency: { code: "AED" },
  replaceCurrency: { code: "EUR" },
  changeCurrency: { symbol: "€" },
  changeProvider: { enabled: true },
  orderProviders: { order: ["bank"] },
  createIngestion: { provider: "bank", from: "2024-10-24", to: "2024-10-29" },
  changePassword: { current_password: PASSWORD, new_password: PASSWORD },
  createUser: { username: "mary", password: PASSWORD, role: "viewer" },
  changeUser: { role: "viewer" },
  createToken: { name: "one", scopes: ["read"], expires_at: null },
};

async function writes(): Promise<Operation[]> {
  const all = await operationsOf(service());
  return all.filter(({ method }) => method !== "GET");
}

async function guarded(): Promise<Operation[]> {
  const all = await writes();
  return all.filter(({ operationId }) => !OPEN_WRITES.includes(operationId));
}

/** The operation, called as it should be, by whoever has these headers. */
async function call(
  { path, queries, method, type, operationId }: Operation,
  headers: Readonly<Record<string, string>>,
  { request }: Pick<Service, "request"> = service(),
): Promise<Response> {
  const address = path.replace("{ref}", "EUR").replace("{key}", "bank")
    .replace("{id}", "1");
  const body = BODIES[operationId] ?? {};
  return await request(
    queries.includes("provider") ? `${address}?provider=bank` : address,
    {
      method,
      headers: { ...headers, ...(type !== null && { "content-type": type }) },
      ...(type !== null && {
        body: typeof body === "string" ? body : JSON.stringify(body),
      }),
    },
  );
}

async function statusOf(
  operation: Operation,
  headers: Readonly<Record<string, string>>,
): Promise<number> {
  const response = await call(operation, headers);
  await response.body?.cancel();
  return response.status;
}

async function expectFrom(
  headers: Readonly<Record<string, string>>,
  status: number,
  operations: readonly Operation[],
): Promise<void> {
  assert(operations.length > 5, `only ${operations.length} operations`);
  for (const operation of operations) {
    const { method, path } = operation;
    assertEquals(
      await statusOf(operation, headers),
      status,
      `${method} ${path}`,
    );
  }
}

Deno.test("Every operation that changes something says who may, and which errors the others get", async () => {
  for (const { operationId, security, responses } of await writes()) {
    if (security === null) throw new Error(`${operationId} says nothing`);
    if (OPEN_WRITES.includes(operationId)) {
      assertEquals(security, [], operationId);
    } else {
      assert(security.length > 0, operationId);
      for (const status of ["401", "403"]) {
        assert(responses.includes(status), `${operationId} ${status}`);
      }
    }
  }
});

Deno.test("A stranger changes nothing", async () => {
  await expectFrom({}, 401, await guarded());
});

Deno.test("Before there is anybody, a stranger changes nothing either", async () => {
  await using fresh = await startService(options());
  for (const operation of await guarded()) {
    const response = await call(operation, {}, fresh);
    const { code } = await response.json();
    assertEquals([response.status, code], [401, "unauthenticated"]);
    assertEquals(response.headers.get("www-authenticate"), "Bearer");
  }
});

Deno.test("A viewer changes nothing but their own sessions and password", async () => {
  const viewer = await service().people.credentials("viewer");
  const own = (one: Operation) =>
    one.security?.some(({ session }) => session?.length === 0) ?? false;
  const all = await guarded();
  await expectFrom(viewer, 403, all.filter((one) => !own(one)));
  assertEquals(
    all.filter(own).map(({ operationId }) => operationId).sort(),
    ["changePassword", "endSession", "endSessions", "logOut"],
  );
});

Deno.test("A page of another site changes nothing, whoever's session its browser sends along", async () => {
  const admin = await service().people.credentials("admin");
  const pages: Record<string, string>[] = [
    { "sec-fetch-site": "cross-site" },
    { origin: "https://elsewhere.example" },
  ];
  for (const page of pages) {
    await expectFrom({ ...admin, ...page }, 403, await writes());
  }
});

Deno.test("A token opens what its scope says, and nothing else", async () => {
  for (const scope of SCOPES) {
    const token = await service().people.credentials(scope);
    const opened = (one: Operation) =>
      one.security?.some((way) => way.token?.includes(scope)) ?? false;
    for (const operation of await guarded()) {
      const status = await statusOf(operation, token);
      const what = `${scope} ${operation.method} ${operation.path}: ${status}`;
      if (!opened(operation)) assertEquals(status, 403, what);
      else {
        assert(![401, 403].includes(status) && status < 500, what);
        assert(operation.responses.includes(String(status)), what);
      }
    }
  }
});

Deno.test("A token that has expired, was revoked or never was opens nothing", async () => {
  const { tokens, users } = service().storage;
  await service().people.credentials("admin");
  const now = new Date(NOW);
  const userId = (await users.credentials("admin"))?.user.id ?? 0;
  const make = (expiresAt: Date | null) =>
    tokens.create(
      { name: "gone", scopes: SCOPES, expiresAt, userId },
      now,
      SYSTEM,
    );
  const expired = await make(now);
  const revoked = await make(null);
  await tokens.revoke(revoked.token.id, now, SYSTEM);
  const { secret } = await make(null);
  const last = secret.at(-1) === "A" ? "B" : "A";
  for (
    const wrong of [
      expired.secret,
      revoked.secret,
      secret.slice(0, -1) + last,
      secret.slice(4),
      secret.toUpperCase(),
      `${secret}A`,
      "",
      "' or 1=1 --",
      "myc_",
    ]
  ) {
    const headers = { authorization: `Bearer ${wrong}` };
    await expectFrom(headers, 401, await guarded());
  }
  await expectFrom({ authorization: secret }, 401, await guarded());
  const basic = { authorization: `Basic ${btoa(`admin:${PASSWORD}`)}` };
  await expectFrom(basic, 401, await guarded());
});

Deno.test("A cookie that was tampered with opens nothing", async () => {
  const { cookie = "" } = await service().people.credentials("admin");
  const [name, secret = ""] = cookie.split("=");
  const last = secret.at(-1) === "A" ? "B" : "A";
  for (
    const wrong of [
      `${name}=${secret.slice(0, -1)}${last}`,
      `${name}=${secret}A`,
      `${name}=`,
      `${name}=1`,
      `${name}=' or 1=1 --`,
      `${name}=%00`,
      `session=${secret}`,
      `__Secure-session=${secret}`,
      secret,
    ]
  ) {
    await expectFrom({ cookie: wrong }, 401, await guarded());
  }
});

Deno.test("An administrator may do everything", async () => {
  for (const operation of await guarded()) {
    service().people.forget("admin");
    const admin = await service().people.credentials("admin");
    const status = await statusOf(operation, admin);
    const { method, path, responses } = operation;
    const what = `${method} ${path}: ${status}`;
    assert(![401, 403].includes(status) && status < 500, what);
    assert(responses.includes(String(status)), what);
  }
});

Deno.test("A wrong token is not made up for by a right cookie", async () => {
  const admin = await service().people.credentials("admin");
  const headers = { ...admin, authorization: "Bearer myc_wrong" };
  await expectFrom(headers, 401, await guarded());
});

Deno.test("Rates are open to everybody, and with REQUIRE_TOKEN_FOR_READS to nobody unknown", async () => {
  await using closed = await startService({
    ...options(),
    requireTokenForReads: true,
  });
  const reads = (await operationsOf(closed)).filter(({ method, path }) =>
    method === "GET" && path.startsWith("/api/")
  );
  assert(reads.length > 10);
  const open = ["getSetup"];
  for (const { operationId, path, security } of reads) {
    const url = path.replace("{ref}", "EUR").replace("{id}", "1");
    const stranger = await closed.request(url);
    await stranger.body?.cancel();
    const expected = open.includes(operationId);
    assertEquals(stranger.status !== 401, expected, operationId);
    const forTokens = security?.some(({ token }) => token) ?? false;
    for (const scope of ["read", "currencies:write"] as const) {
      const known = await closed.sendAs(scope, "GET", url);
      await known.body?.cancel();
      const may = expected || scope === "read" && forTokens;
      assertEquals(
        ![401, 403].includes(known.status),
        may,
        `${scope} ${operationId}: ${known.status}`,
      );
    }
  }
  const [rate, openapi, health] = await Promise.all([
    service().request("/exchange-rate?source=USD&target=INR&date=2024-10-25"),
    closed.request("/openapi.json"),
    closed.request("/healthz"),
  ]);
  for (const { status, body } of [rate, openapi, health]) {
    await body?.cancel();
    assertEquals(status, 200);
  }
});
