/** Users, sessions, tokens and set-up links on both databases, also when two processes change them at once. */

import { assert, assertEquals, assertRejects } from "@std/assert";
import type { Storage } from "../../db/storage.ts";
import { AppError } from "../../rates/errors.ts";
import type { Role } from "../../rates/ports.ts";
import { useDatabases } from "../support/databases.ts";
import { SYSTEM } from "../support/people.ts";

const test = useDatabases();

const NOW = new Date("2024-10-30T12:00:00Z");
const LATER = new Date("2024-10-30T13:00:00Z");
const PHC = "$argon2id$v=19$m=8,t=1,p=1$AAAAAAAAAAA$AAAA";

function add({ users }: Storage, username: string, role: Role) {
  return users.create({ username, role, password: PHC }, NOW, SYSTEM);
}

async function logIn({ sessions }: Storage, userId: number) {
  const wanted = { userId, password: PHC, userAgent: "test", replaces: null };
  const begun = await sessions.create(wanted, NOW, SYSTEM);
  if (!begun) throw new Error("Cannot log in");
  return begun;
}

function makeToken({ tokens }: Storage, userId: number) {
  const wanted = { name: "one", scopes: ["read"] as const, expiresAt: null };
  return tokens.create({ ...wanted, userId }, NOW, SYSTEM);
}

test("The first user is an administrator, and a name is taken once", async (fresh) => {
  await using storage = await fresh.open();
  assertEquals(await storage.users.isEmpty(), true);
  await assertRejects(() => add(storage, "ada", "viewer"), AppError, "first");
  const ada = await add(storage, "ada", "admin");
  assertEquals(await storage.users.isEmpty(), false);
  await assertRejects(() => add(storage, "ada", "viewer"), AppError, "ada");
  const grace = await add(storage, "grace", "viewer");
  assertEquals(await storage.users.list(), [ada, grace]);
  assertEquals(await storage.users.find(grace.id), grace);
  assertEquals(await storage.users.credentials("grace"), {
    user: grace,
    password: PHC,
  });
  assertEquals(await storage.users.credentials("nobody"), null);
});

test("The last administrator can be neither demoted nor removed", async (fresh) => {
  await using storage = await fresh.open();
  const { users } = storage;
  const ada = await add(storage, "ada", "admin");
  await add(storage, "grace", "viewer");
  const demote = () => users.update(ada.id, { role: "viewer" }, NOW, SYSTEM);
  await assertRejects(demote, AppError, "last administrator");
  const remove = () => users.remove(ada.id, NOW, SYSTEM);
  await assertRejects(remove, AppError, "last administrator");
  const mary = await add(storage, "mary", "admin");
  assertEquals((await demote())?.role, "viewer");
  await assertRejects(
    () => users.remove(mary.id, NOW, SYSTEM),
    AppError,
    "last administrator",
  );
  assertEquals(await remove(), true);
  assertEquals(await users.remove(ada.id, NOW, SYSTEM), false);
  assertEquals(
    await users.update(ada.id, { role: "admin" }, NOW, SYSTEM),
    null,
  );
});

test("Of administrators who demote each other at once one stays", async (fresh) => {
  await using one = await fresh.open();
  await using two = await fresh.again();
  for (let round = 0; round < 5; round++) {
    const ada = await add(one, `ada${round}`, "admin");
    const mary = await add(one, `mary${round}`, "admin");
    for (const user of await one.users.list()) {
      if (user.role === "admin" && user.id !== ada.id && user.id !== mary.id) {
        await one.users.update(user.id, { role: "viewer" }, NOW, SYSTEM);
      }
    }
    const ended = await Promise.allSettled([
      one.users.update(ada.id, { role: "viewer" }, NOW, SYSTEM),
      two.users.remove(mary.id, NOW, SYSTEM),
    ]);
    assertEquals(ended.map(({ status }) => status).sort(), [
      "fulfilled",
      "rejected",
    ]);
    const admins = (await one.users.list()).filter(({ role }) =>
      role === "admin"
    );
    assertEquals(admins.length, 1);
  }
});

test("A token ends when its maker is no administrator any more, and cannot be made by one who is none", async (fresh) => {
  await using storage = await fresh.open();
  const { users, tokens } = storage;
  await add(storage, "ada", "admin");
  for (const end of ["demoted", "removed"]) {
    const mary = await add(storage, `mary-${end}`, "admin");
    const { secret, token } = await makeToken(storage, mary.id);
    assertEquals((await tokens.find(secret, NOW))?.id, token.id);
    if (end === "removed") await users.remove(mary.id, LATER, SYSTEM);
    else await users.update(mary.id, { role: "viewer" }, LATER, SYSTEM);
    assertEquals(await tokens.find(secret, LATER), null);
    const [kept] = await tokens.list();
    assertEquals([kept?.createdBy, kept?.revokedAt], [`mary-${end}`, LATER]);
    const error = await assertRejects(
      () => makeToken(storage, mary.id),
      AppError,
    );
    assertEquals(error.code, "forbidden");
  }
});

test("A token is valid until its end, its use is written down once a minute, and it is revoked once", async (fresh) => {
  await using storage = await fresh.open();
  await using another = await fresh.again();
  const { tokens } = storage;
  const ada = await add(storage, "ada", "admin");
  const { secret, token } = await tokens.create(
    { name: "one", scopes: ["read"], expiresAt: LATER, userId: ada.id },
    NOW,
    SYSTEM,
  );
  const at = (seconds: number) => new Date(NOW.getTime() + seconds * 1_000);
  const used = async (seconds: number) =>
    (await tokens.find(secret, at(seconds)))?.lastUsedAt;
  assertEquals([await used(1), await used(59), await used(62)], [
    at(1),
    at(1),
    at(62),
  ]);
  assertEquals(await tokens.find(secret, LATER), null);
  assertEquals(await tokens.revoke(token.id, at(70), SYSTEM), true);
  assertEquals(await another.tokens.find(secret, at(70)), null);
  assertEquals(await tokens.revoke(token.id, at(80), SYSTEM), true);
  assertEquals((await tokens.list())[0]?.revokedAt, at(70));
  assertEquals(await tokens.revoke(token.id + 1, NOW, SYSTEM), false);
});

test("A session is found by its secret only, on every instance, and ends with its user or the password", async (fresh) => {
  await using storage = await fresh.open();
  await using another = await fresh.again();
  const { users, sessions } = storage;
  await add(storage, "ada", "admin");
  const grace = await add(storage, "grace", "viewer");
  const [one, two] = [
    await logIn(storage, grace.id),
    await logIn(storage, grace.id),
  ];
  assertEquals(await another.sessions.find(one.secret, NOW), one.session);
  for (const wrong of ["", "x", one.secret.toLowerCase(), `${one.secret}=`]) {
    assertEquals(await sessions.find(wrong, NOW), null, wrong);
  }
  await users.update(grace.id, { role: "admin" }, NOW, SYSTEM);
  const found = await another.sessions.find(one.secret, NOW);
  assertEquals(found?.user.role, "admin");
  const change = { password: `${PHC}A`, keepSession: one.session.id };
  await users.update(grace.id, change, NOW, SYSTEM);
  assertEquals(await another.sessions.find(two.secret, NOW), null);
  assertEquals((await sessions.list(grace.id, NOW)).length, 1);
  await users.remove(grace.id, NOW, SYSTEM);
  assertEquals(await another.sessions.find(one.secret, NOW), null);
});

test("Nobody is logged in by a password that was changed while it was checked", async (fresh) => {
  await using storage = await fresh.open();
  const ada = await add(storage, "ada", "admin");
  await storage.users.update(ada.id, { password: `${PHC}A` }, NOW, SYSTEM);
  const wanted = { userId: ada.id, userAgent: null, replaces: null };
  const begin = (password: string) =>
    storage.sessions.create({ ...wanted, password }, NOW, SYSTEM);
  assertEquals(await begin(PHC), null);
  await storage.users.rehash(ada.id, { from: PHC, to: `${PHC}B` });
  assertEquals(await begin(`${PHC}B`), null);
  await storage.users.rehash(ada.id, { from: `${PHC}A`, to: `${PHC}B` });
  assert(await begin(`${PHC}B`));
});

test("A set-up link works once, for an hour, while there is nobody, and ends with the first that is used", async (fresh) => {
  await using storage = await fresh.open();
  const { setup } = storage;
  const link = async () => {
    const secret = await setup.createLink(NOW, LATER);
    if (secret === null) throw new Error("There is somebody already");
    return secret;
  };
  const [one, two] = [await link(), await link()];
  const use = (secret: string, at: Date, username = "ada") =>
    setup.use(secret, { username, password: PHC }, at, SYSTEM);
  assertEquals(await use(one, LATER), null);
  assertEquals(await use("x".repeat(43), NOW), null);
  assertEquals(await setup.isLink(two, NOW), true);
  assertEquals((await use(one, NOW))?.role, "admin");
  assertEquals(await setup.isLink(two, NOW), false);
  assertEquals([await use(one, NOW, "eve"), await use(two, NOW, "eve")], [
    null,
    null,
  ]);
  assertEquals(await setup.createLink(NOW, LATER), null);
});

test("Of many who use their links at once one becomes the administrator", async (fresh) => {
  await using one = await fresh.open();
  await using two = await fresh.again();
  const links = await Promise.all(
    [one, two, one, two].map(({ setup }) => setup.createLink(NOW, LATER)),
  );
  const used = await Promise.all(
    [...links, ...links].map((secret, index) =>
      (index % 2 ? one : two).setup.use(
        secret ?? "",
        { username: `user${index}`, password: PHC },
        NOW,
        SYSTEM,
      )
    ),
  );
  assertEquals(used.filter((user) => user !== null).length, 1);
  assertEquals((await one.users.list()).length, 1);
});

test("No secret is in the database", async (fresh) => {
  await using storage = await fresh.open();
  const link = await storage.setup.createLink(NOW, LATER);
  const ada = await add(storage, "ada", "admin");
  const { secret } = await logIn(storage, ada.id);
  const token = await makeToken(storage, ada.id);
  const tables = ["users", "sessions", "api_tokens", "setup_links"];
  const dumped = await Promise.all(
    [...tables, "audit_log"].map((table) =>
      storage.sql.unsafe(`select t::text from ${table} t`)
    ),
  );
  const text = JSON.stringify(dumped);
  assert(text.includes("ada"));
  if (link === null) throw new Error("There is somebody already");
  for (const told of [link, secret, token.secret, token.secret.slice(4)]) {
    assert(!text.includes(told));
    const hex = [...new TextEncoder().encode(told)]
      .map((byte) => byte.toString(16).padStart(2, "0")).join("");
    assert(!text.includes(hex));
  }
});

test("A change that cannot be written down is not made", async (fresh) => {
  await using storage = await fresh.open();
  const ada = await add(storage, "ada", "admin");
  const token = await makeToken(storage, ada.id);
  await storage.sql`alter table audit_log rename to audit_log_away`;
  await assertRejects(() => add(storage, "grace", "viewer"));
  await assertRejects(() => storage.tokens.revoke(token.token.id, NOW, SYSTEM));
  await assertRejects(() => logIn(storage, ada.id));
  await assertRejects(() =>
    storage.currencies.create({
      code: "USD",
      name: "Dollar",
      symbol: "$",
      numericCode: null,
      minorUnits: 2,
      enabled: true,
    }, SYSTEM)
  );
  await storage.sql`alter table audit_log_away rename to audit_log`;
  assertEquals((await storage.users.list()).length, 1);
  assertEquals((await storage.tokens.list())[0]?.revokedAt, null);
  assertEquals(await storage.sessions.list(ada.id, NOW), []);
  assertEquals(await storage.currencies.list(), []);
});

test("Old lines of the log go, those of log-ins before the others", async (fresh) => {
  await using storage = await fresh.open();
  const ada = await add(storage, "ada", "admin");
  await logIn(storage, ada.id);
  const count = async () => (await storage.audit.list({ limit: 100 })).length;
  const before = new Date("2000-01-01T00:00:00Z");
  const after = new Date("2100-01-01T00:00:00Z");
  assertEquals(await count(), 2);
  const { audit } = storage;
  assertEquals(await audit.removeBefore({ sessions: before, all: before }), 0);
  assertEquals(await audit.removeBefore({ sessions: after, all: before }), 1);
  assertEquals((await audit.list({ limit: 9 }))[0]?.action, "user.create");
  assertEquals(await audit.removeBefore({ sessions: after, all: after }), 1);
  assertEquals(await count(), 0);
});
