/** Every change has a name: who made it, when, and what was before and after. */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { PASSWORD } from "../support/people.ts";
import { useService } from "../support/service.ts";
import { bank, BANK_FILE, market, NOW } from "../support/upstreams.ts";

const service = useService(() => ({
  providers: [bank(), market()],
  time: NOW,
}));

async function audit(query: string) {
  const answer = await service().send("GET", `/api/v1/audit?${query}`);
  assertEquals(answer.status, 200);
  return await answer.json();
}

async function newest(query = "") {
  const { entries: [{ id: _, at, ...entry }] } = await audit(query);
  assertMatch(at, /^\d{4}-\d\d-\d\dT/);
  return entry;
}

const ADMIN = { kind: "user", name: "admin" };

/** Sends a change with an id of its own, and gives what the log says of it. */
async function change(
  method: string,
  path: string,
  body?: unknown,
  by: "admin" | "currencies:write" | "rates:write" = "admin",
) {
  const response = await service().request(`/api/v1${path}`, {
    method,
    headers: {
      ...await service().people.credentials(by),
      "x-request-id": "the-change",
      ...(body !== undefined && {
        "content-type": typeof body === "string"
          ? "text/csv"
          : "application/json",
      }),
    },
    ...(body !== undefined && {
      body: typeof body === "string" ? body : JSON.stringify(body),
    }),
  });
  const text = await response.text();
  assert(response.status < 300, text);
  const { request_id, ...entry } = await newest();
  assertEquals(request_id, "the-change");
  return [entry.actor, entry.action, entry.subject, entry.before, entry.after];
}

Deno.test("Changes of currencies are told with what was and what is, and only what differs", async () => {
  assertEquals(await change("POST", "/currencies", { code: "BHD" }), [
    ADMIN,
    "currency.create",
    "BHD",
    null,
    {
      code: "BHD",
      name: "Bahraini Dinar",
      symbol: "BHD",
      numeric_code: "048",
      minor_units: 3,
      enabled: true,
    },
  ]);
  const token = { kind: "token", name: "currencies:write" };
  assertEquals(
    await change(
      "PATCH",
      "/currencies/BHD",
      { enabled: false, minor_units: 3 },
      "currencies:write",
    ),
    [token, "currency.update", "BHD", { enabled: true }, { enabled: false }],
  );
  const [actor, action, subject, before, after] = await change(
    "DELETE",
    "/currencies/BHD",
  );
  assertEquals([actor, action, subject, before.enabled, after], [
    ADMIN,
    "currency.delete",
    "BHD",
    false,
    null,
  ]);
});

Deno.test("Changes of providers are told: the order, the switch, the test, the reset", async () => {
  assertEquals(
    await change("PUT", "/providers/order", { order: ["market", "bank"] }),
    [ADMIN, "provider.order", "order", { order: ["bank", "market"] }, {
      order: ["market", "bank"],
    }],
  );
  assertEquals(
    await change("PATCH", "/providers/bank", { enabled: false }),
    [ADMIN, "provider.update", "bank", { enabled: true }, { enabled: false }],
  );
  assertEquals(
    await change("POST", "/providers/bank/test"),
    [ADMIN, "provider.test", "bank", null, { ok: true }],
  );
  assertEquals(
    await change("POST", "/providers/bank/reset"),
    [ADMIN, "provider.reset", "bank", null, null],
  );
});

Deno.test("Loads are told, and every steering of them", async () => {
  const range = { from: "2024-10-24", to: "2024-10-28" };
  assertEquals(
    await change("POST", "/ingestions", { provider: "market", ...range }),
    [ADMIN, "ingestion.create", "1", null, {
      provider: "market",
      ...range,
      cause: "api",
      requests: 1,
    }],
  );
  assertEquals(await change("POST", "/ingestions/1/pause"), [
    ADMIN,
    "ingestion.hold",
    "1",
    { status: "queued", held: false },
    { status: "paused", held: true },
  ]);
  for (
    const [what, before, after] of [
      ["resume", "paused", "queued"],
      ["cancel", "queued", "cancelled"],
      ["retry", "cancelled", "queued"],
    ]
  ) {
    assertEquals(await change("POST", `/ingestions/1/${what}`), [
      ADMIN,
      `ingestion.${what}`,
      "1",
      { status: before, ...(before === "paused" && { held: true }) },
      { status: after, ...(before === "paused" && { held: false }) },
    ]);
  }
});

Deno.test("Rates that somebody hands in are told", async () => {
  const [actor, action, subject, , after] = await change(
    "POST",
    "/ingestions/file?provider=bank",
    BANK_FILE,
    "rates:write",
  );
  assertEquals([actor, action, subject], [
    { kind: "token", name: "rates:write" },
    "rates.import",
    "bank",
  ]);
  assertEquals(Object.keys(after), ["rates", "rejected"]);
});

Deno.test("Users, passwords, tokens and sessions are told, and no secret of them", async () => {
  const made = await change("POST", "/users", {
    username: "Ada",
    password: PASSWORD,
    role: "admin",
  });
  assertEquals(made, [ADMIN, "user.create", "ada", null, { role: "admin" }]);
  const { users } = await (await service().send("GET", "/api/v1/users")).json();
  const { id } = users.find(({ username }: { username: string }) =>
    username === "ada"
  );
  assertEquals(
    await change("PATCH", `/users/${id}`, { role: "viewer" }),
    [ADMIN, "user.update", "ada", { role: "admin" }, { role: "viewer" }],
  );
  assertEquals(
    await change("PATCH", `/users/${id}`, {
      password: "seven lamps under rain",
    }),
    [ADMIN, "user.password", "ada", null, null],
  );
  const scopes = ["read", "rates:write"];
  assertEquals(
    await change("POST", "/tokens", { name: "feed", scopes, expires_at: null }),
    [ADMIN, "token.create", "feed", null, { scopes, expires_at: null }],
  );
  const { tokens } = await (await service().send("GET", "/api/v1/tokens"))
    .json();
  assertEquals(
    await change("DELETE", `/tokens/${tokens[0].id}`),
    [ADMIN, "token.revoke", "feed", null, null],
  );
  assertEquals(
    await change("DELETE", `/users/${id}`),
    [ADMIN, "user.delete", "ada", { role: "viewer" }, null],
  );
  const log = JSON.stringify(await audit("limit=100"));
  for (const secret of [PASSWORD, "seven lamps", "myc_", "argon2"]) {
    assert(!log.includes(secret), secret);
  }
});

Deno.test("Who was not let in is told by a name that exists, and guessing does not fill the log", async () => {
  const tryAs = async (username: string) => {
    const response = await service().sendAs(null, "POST", "/api/v1/session", {
      username,
      password: "wrong",
    });
    assertEquals(response.status, 401);
    await response.body?.cancel();
  };
  await service().people.credentials("admin");
  await tryAs("admin");
  const { actor, action } = await newest("action=session.refuse");
  assertEquals([actor, action], [ADMIN, "session.refuse"]);
  // Somebody has typed their password into the wrong field.
  await tryAs(PASSWORD.replaceAll(" ", "-"));
  assertEquals((await newest("action=session.refuse")).actor.name, "unknown");
  for (let count = 0; count < 40; count++) await tryAs("admin");
  const { entries } = await audit("action=session.refuse&limit=100");
  assertEquals(entries.length, 30);
});

Deno.test("What is refused, and what changes nothing, is not told as a change", async () => {
  const { entries: [before] } = await audit("limit=1");
  const same = [
    ["PATCH", "/currencies/EUR", { enabled: true }],
    ["PATCH", "/currencies/ZZZ", { enabled: true }],
    ["POST", "/currencies", { code: "EUR" }],
    ["PATCH", "/providers/market", { enabled: true }],
    ["PUT", "/providers/order", { order: ["bank"] }],
    ["POST", "/ingestions/999/cancel", undefined],
    ["DELETE", "/tokens/999", undefined],
    ["DELETE", "/users/999", undefined],
    ["DELETE", "/users/1", undefined],
  ] as const;
  for (const [method, path, body] of same) {
    const response = await service().send(method, `/api/v1${path}`, body);
    await response.body?.cancel();
  }
  assertEquals((await audit("limit=1")).entries, [before]);
});

Deno.test("The log is read in pages without gaps or repetitions, and by actor, action, subject and time", async () => {
  for (const symbol of ["a", "b", "c"]) {
    await change("PATCH", "/currencies/SEK", { symbol });
  }
  const all = (await audit("limit=100")).entries;
  const ids = all.map(({ id }: { id: number }) => id);
  assertEquals(ids, ids.toSorted((a: number, b: number) => b - a));
  const first = await audit("limit=2");
  assertEquals(first.next_before, ids[1]);
  const rest = await audit(`limit=100&before=${first.next_before}`);
  assertEquals([...first.entries, ...rest.entries], all);
  assertEquals(rest.next_before, null);

  const subjects = await audit("subject=SEK&action=currency.update");
  assertEquals(
    subjects.entries.map(({ after }: { after: unknown }) => after),
    [{ symbol: "c" }, { symbol: "b" }, { symbol: "a" }],
  );
  const kinds = await audit("action=currency&limit=100");
  assert(kinds.entries.length >= 3);
  assert(
    kinds.entries.every(({ action }: { action: string }) =>
      action.startsWith("currency.")
    ),
  );
  const kindOf = ({ action }: { action: string }) => action.split(".")[0];
  const others = await audit("except=currency,session&limit=100");
  assertEquals(
    others.entries,
    all.filter((entry: { action: string }) =>
      !["currency", "session"].includes(kindOf(entry) ?? "")
    ),
  );
  assert(others.entries.length > 0);
  assertEquals((await audit("actor=nobody")).entries, []);
  const { at } = all[0];
  assertEquals((await audit(`from=${at}`)).entries[0].id, ids[0]);
  assert(
    (await audit(`to=${at}&limit=100`)).entries
      .every(({ id }: { id: number }) => id !== ids[0]),
  );
});
