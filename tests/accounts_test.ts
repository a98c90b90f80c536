/** Getting in, as somebody does who has just installed the program: processes, a real browser's cookie, a restart. */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { startPostgres } from "./support/postgres.ts";
import {
  noNetwork,
  runCommand,
  runOnTerminal,
  startProcess,
} from "./support/process.ts";
import { PASSWORD } from "./support/people.ts";
import { startChromium } from "./e2e/support/chromium.ts";

const LINK = /(http:\S+)\/admin\/setup#token=([\w-]{43})$/;

async function send(
  method: string,
  url: string,
  headers: Record<string, string>,
  body?: unknown,
) {
  const response = await fetch(url, {
    method,
    headers: { ...headers, "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    cookie: response.headers.get("set-cookie")?.split(";")[0] ?? "",
    body: text && JSON.parse(text),
  };
}

async function inFolder(body: (env: Record<string, string>) => Promise<void>) {
  const folder = await Deno.makeTempDir({ prefix: "mycurrency-test-" });
  try {
    const env = { DATA_DIR: `${folder}/data`, BOOTSTRAP_HISTORY: "off" };
    await body({ ...await noNetwork(), ...env });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("The first start prints a link that makes the administrator once, and a later one prints none", () =>
  inFolder(async (env) => {
    let link = "";
    {
      await using service = await startProcess(env);
      link = await service.line(LINK);
      assertEquals(await service.stop("SIGTERM"), 0);
    }
    {
      await using service = await startProcess(env);
      const [, address, token] = LINK.exec(await service.line(LINK)) ?? [];
      assertEquals(address, service.address);
      assert(!link.includes(token ?? ""), "a start makes its own link");
      const url = `${address}/api/v1/setup`;
      const wanted = { token, username: "ada", password: PASSWORD };
      const made = await send("POST", url, {}, wanted);
      assertEquals([made.status, made.body.user.role], [201, "admin"]);
      for (const used of [token, LINK.exec(link)?.[2]]) {
        const again = await send("POST", url, {}, { ...wanted, token: used });
        assertEquals(again.status, 403);
      }
      const { cookie } = made;
      const changed = await send(
        "PATCH",
        `${address}/api/v1/currencies/INR`,
        { cookie },
        { symbol: "Rs." },
      );
      assertEquals(changed.status, 200);
      const log = service.printed().replaceAll(token ?? "", "");
      for (const secret of [PASSWORD, cookie.split("=")[1] ?? "?"]) {
        assert(!log.includes(secret));
      }
      assertEquals(await service.stop("SIGTERM"), 0);
    }
    await using service = await startProcess(env);
    assert(!LINK.test(service.printed()) && !/log in/.test(service.printed()));
    const login = { username: "ada", password: PASSWORD };
    const url = `${service.address}/api/v1/session`;
    assertEquals((await send("POST", url, {}, login)).status, 201);
    assertEquals(await service.stop("SIGTERM"), 0);
  }));

Deno.test("The administrator and the token of the command line work while the service runs, and the link ends", () =>
  inFolder(async (env) => {
    await using service = await startProcess(env);
    const [, address, link] = LINK.exec(await service.line(LINK)) ?? [];
    const made = await runCommand(["create-admin", "--username", "ada"], {
      ...env,
      ADMIN_PASSWORD: PASSWORD,
    });
    assertEquals([made.code, made.out], [
      0,
      "'ada' can log in now, as an administrator.\n",
    ]);
    assert(!made.log.includes(PASSWORD));
    const setUp = await send("POST", `${address}/api/v1/setup`, {}, {
      token: link,
      username: "eve",
      password: PASSWORD,
    });
    assertEquals(setUp.status, 403);
    const token = (name: string, scopes: string) =>
      runCommand(
        ["create-token", "--username", "ada", "--name", name]
          .concat(["--scopes", scopes]),
        env,
      );
    const { code, out } = await token("shell", "currencies:write");
    assertEquals(code, 0);
    assertMatch(out, /^myc_[\w-]{43}\n$/);
    const authorization = `Bearer ${out.trim()}`;
    const change = (path: string, body: unknown) =>
      send("PATCH", `${address}/api/v1/${path}`, { authorization }, body);
    const currency = await change("currencies/INR", { symbol: "Rs." });
    assertEquals([currency.status, currency.body.symbol], [200, "Rs."]);
    assertEquals(
      (await change("providers/ecb", { enabled: false })).status,
      403,
    );
    const wrong = await token("shell", "currencies:write,everything");
    assertEquals(wrong.code, 2);
    assertMatch(wrong.out, /Give --scopes, some of currencies:write/);
    const nobody = await runCommand(
      ["create-token", "--username", "eve", "--name", "x", "--scopes", "read"],
      env,
    );
    assertEquals(nobody.code, 2);
    assertMatch(nobody.out, /no administrator 'eve'/);
    assertEquals(await service.stop("SIGTERM"), 0);
  }));

Deno.test("A terminal is asked for what is missing, and shows no key of a password", () =>
  inFolder(async (env) => {
    const ended = await runOnTerminal(["create-admin"], {
      columns: 80,
      env,
      answers: [
        ["User name:", "ada\r"],
        ["Password: ", `${PASSWORD}x\x7f\r`],
        ["Once more: ", `${PASSWORD}\r`],
      ],
    });
    if (!ended) return;
    assertEquals(ended.code, 0, ended.out);
    assertMatch(ended.out, /'ada' can log in now, as an administrator/);
    assert(!ended.out.includes(PASSWORD.slice(0, 4)), ended.out);
  }));

Deno.test("A token that one process revokes opens nothing in another, from the next request on", async () => {
  await using cluster = await startPostgres();
  if (!cluster) return;
  const env = {
    ...await noNetwork(),
    DATABASE_URL: cluster.url("postgres"),
    BOOTSTRAP_HISTORY: "off",
    ADMIN_PASSWORD: PASSWORD,
  };
  await runCommand(["create-admin", "--username", "ada"], env);
  const { out } = await runCommand(
    ["create-token", "--username", "ada", "--name", "one"]
      .concat(["--scopes", "currencies:write"]),
    env,
  );
  await using one = await startProcess(env);
  await using two = await startProcess(env);
  const change = async () => {
    const { status } = await send(
      "PATCH",
      `${two.address}/api/v1/currencies/INR`,
      { authorization: `Bearer ${out.trim()}` },
      { symbol: "Rs." },
    );
    return status;
  };
  assertEquals(await change(), 200);
  const { cookie } = await send("POST", `${one.address}/api/v1/session`, {}, {
    username: "ada",
    password: PASSWORD,
  });
  const tokens = `${one.address}/api/v1/tokens`;
  const { body } = await send("GET", tokens, { cookie });
  const { id } = body.tokens[0];
  const gone = await send("DELETE", `${tokens}/${id}`, { cookie });
  assertEquals(gone.status, 204);
  assertEquals(await change(), 401);
});

Deno.test("A browser keeps the session's cookie at localhost and 127.0.0.1 without TLS, and no script reads it", async () => {
  const browser = await startChromium();
  if (!browser) return;
  try {
    await inFolder(async (env) => {
      await runCommand(["create-admin", "--username", "ada"], {
        ...env,
        ADMIN_PASSWORD: PASSWORD,
      });
      await using service = await startProcess(env);
      const { port } = new URL(service.address);
      for (const host of ["localhost", "127.0.0.1"]) {
        const page = await browser.newPage();
        await page.goto(`http://${host}:${port}/docs`);
        const seen = await page.evaluate(`(async () => {
          const login = await fetch("/api/v1/session", {
            method: "POST",
            headers: { "content-type": "application/json" },
            body: ${
          JSON.stringify(
            JSON.stringify({ username: "ada", password: PASSWORD }),
          )
        },
          });
          const who = await fetch("/api/v1/session");
          return [login.status, who.status, document.cookie];
        })()`);
        assertEquals(seen, [201, 200, ""], host);
        await page.close();
      }
      assertEquals(await service.stop("SIGTERM"), 0);
    });
  } finally {
    await browser.close();
  }
});
