/** Logging in and out: what a browser gets, and what ends when. */

import {
  assert,
  assertEquals,
  assertMatch,
  assertNotEquals,
} from "@std/assert";
import type { LoginThrottle, Passwords } from "../../../rates/ports.ts";
import { createPasswords } from "../../../db/passwords.ts";
import { PASSWORD } from "../../support/people.ts";
import { startService, useService } from "../../support/service.ts";
import { bank, NOW } from "../../support/upstreams.ts";

const PATH = "/api/v1/session";
let time = NOW;
const cheap = createPasswords({
  cost: { memory: 8, passes: 1, parallelism: 1 },
});
let checked = 0;
const counting: Passwords = {
  hash: cheap.hash,
  verify(password, hash) {
    checked++;
    return cheap.verify(password, hash);
  },
};
const told: string[] = [];
let waitSeconds = 0;
const throttle: LoginThrottle = {
  check(...which) {
    told.push(`tried ${which}`);
    return Promise.resolve(waitSeconds);
  },
  succeeded: (...which) => Promise.resolve(void told.push(`passed ${which}`)),
};
const service = useService(() => ({
  providers: [bank()],
  time: () => time,
  passwords: counting,
  loginThrottle: throttle,
}));

async function logIn(
  username = "admin",
  password = PASSWORD,
  headers: Record<string, string> = {},
) {
  await service().people.credentials("admin");
  return await service().request(PATH, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ username, password }),
  });
}

/** The cookie that an answer sets, as a browser sends it back. */
function cookieOf(response: Response): string {
  return response.headers.get("set-cookie")?.split(";")[0] ?? "";
}

async function freshCookie(): Promise<string> {
  const response = await logIn();
  await response.body?.cancel();
  return cookieOf(response);
}

async function statusWith(cookie: string, path = PATH, method = "GET") {
  const answer = await service().request(path, { method, headers: { cookie } });
  await answer.body?.cancel();
  return answer.status;
}

Deno.test("Logging in sets a cookie that scripts, other sites and plain connections do not get", async () => {
  const response = await logIn();
  assertEquals(response.status, 201);
  assertEquals(await response.json(), {
    user: { id: 1, username: "admin", role: "admin" },
    expires_at: "2024-10-31T00:00:00.000Z",
    absolute_expires_at: "2024-11-06T12:00:00.000Z",
  });
  assertMatch(
    response.headers.get("set-cookie") ?? "",
    /^__Host-session=[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
  );
  const who = await service().request(PATH, {
    headers: { cookie: cookieOf(response) },
  });
  assertEquals((await who.json()).user.username, "admin");
  assertEquals(who.headers.get("cache-control"), "no-store");
});

Deno.test("A name is the same however it is written", async () => {
  const response = await logIn(" ＡＤＭＩＮ ");
  assertEquals(response.status, 201);
  await response.body?.cancel();
});

Deno.test("A wrong password and an unknown name get the same answer after the same work", async () => {
  const answers = [];
  for (const name of ["admin", "nobody", "no body!", "x".repeat(200)]) {
    const before = checked;
    const response = await logIn(name, "wrong");
    const { request_id: _, ...body } = await response.json();
    answers.push([response.status, body, checked - before]);
    assertEquals(response.headers.get("set-cookie"), null);
  }
  assertEquals(new Set(answers.map((one) => JSON.stringify(one))).size, 1);
  assertEquals([answers[0]?.[0], answers[0]?.[2]], [401, 1]);
});

Deno.test("Tries, and those that succeed, are told to the throttle, and while it says wait no password is looked at", async () => {
  told.length = 0;
  await (await logIn("Admin", "wrong")).body?.cancel();
  await (await logIn("nobody", "wrong")).body?.cancel();
  await (await logIn()).body?.cancel();
  assertEquals(told, [
    "tried admin,unknown",
    "tried nobody,unknown",
    "tried admin,unknown",
    "passed admin,unknown",
  ]);
  waitSeconds = 12.3;
  const before = checked;
  try {
    const response = await logIn();
    assertEquals([response.status, response.headers.get("retry-after")], [
      429,
      "13",
    ]);
    await response.body?.cancel();
    assertEquals(checked, before);
  } finally {
    waitSeconds = 0;
  }
});

Deno.test("A secret that the browser brought is not the one of the new session, and ends with it", async () => {
  const planted = "__Host-session=" + "A".repeat(43);
  const first = await logIn("admin", PASSWORD, { cookie: planted });
  assertNotEquals(cookieOf(first), planted);
  assertEquals(await statusWith(planted), 401);
  const second = await logIn("admin", PASSWORD, { cookie: cookieOf(first) });
  assertEquals(await statusWith(cookieOf(first)), 401);
  assertEquals(await statusWith(cookieOf(second)), 200);
  for (const { body } of [first, second]) await body?.cancel();
});

Deno.test("Logging out ends the session and has the browser forget it and the answers that it kept", async () => {
  const cookie = await freshCookie();
  const response = await service().request(PATH, {
    method: "DELETE",
    headers: { cookie },
  });
  assertEquals(response.status, 204);
  assertMatch(
    response.headers.get("set-cookie") ?? "",
    /^__Host-session=; Max-Age=0; Path=\/; HttpOnly; Secure/,
  );
  assertEquals(response.headers.get("clear-site-data"), '"cache"');
  assertEquals(await statusWith(cookie), 401);
});

Deno.test("Logging out everywhere ends the sessions of that user, and of nobody else", async () => {
  const viewer = await service().people.credentials("viewer");
  const [one, two] = [await freshCookie(), await freshCookie()];
  assertEquals(await statusWith(one, "/api/v1/sessions", "DELETE"), 204);
  assertEquals([await statusWith(one), await statusWith(two)], [401, 401]);
  assertEquals(await statusWith(viewer.cookie ?? ""), 200);
});

Deno.test("Sessions are listed and ended one by one, one's own only", async () => {
  const [here, there] = [await freshCookie(), await freshCookie()];
  const list = async (cookie: string) =>
    (await (await service().request("/api/v1/sessions", {
      headers: { cookie },
    })).json()).sessions;
  const mine = await list(here);
  const other = (await list(there)).find(({ current }: { current: boolean }) =>
    current
  );
  assertEquals(
    mine.filter(({ current }: { current: boolean }) => current).length,
    1,
  );
  const path = `/api/v1/sessions/${other.id}`;
  const viewer = await service().people.credentials("viewer");
  assertEquals(await statusWith(viewer.cookie ?? "", path, "DELETE"), 404);
  assertEquals(await statusWith(there), 200);
  assertEquals(await statusWith(here, path, "DELETE"), 204);
  assertEquals([await statusWith(here), await statusWith(there)], [200, 401]);
});

Deno.test("A session is prolonged by use, ends without it, and in any case after a week", async () => {
  const hours = (count: number) => {
    time = new Date(Date.parse(NOW) + count * 3_600_000).toISOString();
  };
  try {
    const [used, idle] = [await freshCookie(), await freshCookie()];
    hours(11);
    assertEquals(await statusWith(used), 200);
    hours(13);
    assertEquals([await statusWith(used), await statusWith(idle)], [200, 401]);
    for (let hour = 24; hour < 168; hour += 11) {
      hours(hour);
      assertEquals(await statusWith(used), 200, `after ${hour} hours`);
    }
    hours(168);
    assertEquals(await statusWith(used), 401);
    assert(await service().storage.sessions.removeEnded(new Date(time)) >= 2);
  } finally {
    time = NOW;
    service().people.forget("admin");
    service().people.forget("viewer");
  }
});

Deno.test("A new password needs the current one, ends the other sessions, and is the one from then on", async () => {
  await using another = await startService({ providers: [bank()], time: NOW });
  const { cookie: here = "" } = await another.people.credentials("viewer");
  another.people.forget("viewer");
  const { cookie: there = "" } = await another.people.credentials("viewer");
  const change = async (current: string, next: string) => {
    const response = await another.request(`${PATH}/password`, {
      method: "POST",
      headers: { cookie: here, "content-type": "application/json" },
      body: JSON.stringify({ current_password: current, new_password: next }),
    });
    const text = await response.text();
    return [response.status, text && JSON.parse(text).errors?.[0].field];
  };
  const next = "seven lamps under rain";
  assertEquals(await change("wrong", next), [400, "current_password"]);
  assertEquals(await change(PASSWORD, "too short"), [400, "new_password"]);
  assertEquals(await change(PASSWORD, "password1234"), [400, "new_password"]);
  assertEquals(await change(PASSWORD, next), [204, ""]);
  for (const [cookie, status] of [[here, 200], [there, 401]] as const) {
    const answer = await another.request(PATH, { headers: { cookie } });
    await answer.body?.cancel();
    assertEquals(answer.status, status);
  }
  const logIn = (password: string) =>
    another.sendAs(null, "POST", PATH, { username: "viewer", password });
  const [old, right] = [await logIn(PASSWORD), await logIn(next)];
  assertEquals([old.status, right.status], [401, 201]);
  for (const { body } of [old, right]) await body?.cancel();
});
