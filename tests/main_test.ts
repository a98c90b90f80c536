/** The program as a process: first start, second start, one folder a process, an orderly end. */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { strToU8, zipSync } from "fflate";
import {
  noNetwork,
  runCommand,
  startProcess,
  unusedAddress,
} from "./support/process.ts";
import { startPostgres } from "./support/postgres.ts";

const HISTORY = `Date,USD,INR,
2024-10-25,1.0825,91.0270,
2024-10-24,1.0780,90.6170,
`;

async function withFolder(body: (folder: string) => Promise<void>) {
  const folder = await Deno.makeTempDir({ prefix: "mycurrency-test-" });
  try {
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function ask(address: string, query: string) {
  const response = await fetch(`${address}/api/exchange-rate/?${query}`);
  return { status: response.status, body: await response.json() };
}

Deno.test("A first start without any network answers something real, keeps it, and ends well", () =>
  withFolder(async (folder) => {
    const env = { ...await noNetwork(), DATA_DIR: `${folder}/data` };
    const file = `${folder}/history.csv`;
    await Deno.writeTextFile(file, HISTORY);
    const ingest = ["ingest", "--provider", "ecb", "--file", file];
    {
      await using service = await startProcess(env);
      await service.line(/Loading the history/);
      await service.line(/Docs +http:\/\/localhost:\d+\/docs/);
      const { body } = await ask(service.address, "source=USD&target=EUR");
      assertEquals(
        [body.rate_date, body.provider, body.stale],
        ["2026-09-29", "currency-api", true],
      );

      const startedMs = performance.now();
      const past = await ask(
        service.address,
        "source=USD&target=INR&date=2024-10-27",
      );
      assert(performance.now() - startedMs < 9_000);
      assertEquals([past.status, past.body.code], [502, "providers_failed"]);
      // The bank may rest already: its history was asked for in vain.
      assertEquals(
        past.body.providers.map((
          { provider, reason = "" }: Record<string, string>,
        ) =>
          `${provider}: ${reason.replace(/^Not asked .*/, "No connection")}`
        ),
        [
          "currencybeacon: CURRENCYBEACON_API_KEY is not set",
          "ecb: No connection",
          "frankfurter: No connection",
          "openexchangerates: OPENEXCHANGERATES_APP_ID is not set",
          "currency-api: mirror: No connection; npm: No connection",
        ],
      );

      const second = await runCommand(["start"], env);
      assertEquals(second.code, 4);
      assertMatch(second.out, new RegExp(`${folder}/data.*${service.pid}`));

      const loaded = await runCommand(ingest, env);
      assertEquals(loaded.code, 0, loaded.log);
      assertMatch(loaded.out, /^ecb: 4 rates of 2 days, and 0 days without/);
      const again = await runCommand(ingest, env);
      assertMatch(again.out, /Nothing changed: all of them were there already/);
      assertEquals(await service.stop("SIGTERM"), 0);
    }
    await using service = await startProcess(env);
    const { body } = await ask(
      service.address,
      "source=USD&target=INR&date=2024-10-25",
    );
    assertEquals([body.rate, body.provider], [84.0896073903, "ecb"]);
    assertEquals(await service.stop("SIGINT"), 0);
  }));

Deno.test("The history loads in the background of the first start, with one request", () =>
  withFolder(async (folder) => {
    const asked: string[] = [];
    const zip = zipSync({ "eurofxref-hist.csv": strToU8(HISTORY) });
    await using upstream = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      (request) => {
        asked.push(new URL(request.url).pathname);
        return new Response(zip, {
          headers: { "content-type": "application/zip" },
        });
      },
    );
    await using service = await startProcess({
      ...await noNetwork(),
      DATA_DIR: `${folder}/data`,
      ECB_FILES_URL: `http://127.0.0.1:${upstream.addr.port}`,
    });
    const line = await service.line(/Loaded the history/);
    assertEquals(JSON.parse(line).inserted, 4);
    // The schedule may meanwhile have asked for the last days, which are another file.
    assertEquals(asked.filter((path) => /hist\.zip$/.test(path)).length, 1);
    const { body } = await ask(
      service.address,
      "source=EUR&target=USD&date=2024-10-25",
    );
    assertEquals(body.rate, 1.0825);
    assertEquals(await service.stop("SIGTERM"), 0);
  }));

Deno.test("With BOOTSTRAP_HISTORY=off nobody is asked at the start", () =>
  withFolder(async (folder) => {
    await using service = await startProcess({
      ...await noNetwork(),
      DATA_DIR: `${folder}/data`,
      BOOTSTRAP_HISTORY: "off",
    });
    assertEquals(await service.stop("SIGTERM"), 0);
    assert(!service.printed().includes("Loading the history"));
  }));

Deno.test("The same program runs on a Postgres server", async () => {
  await using cluster = await startPostgres();
  if (!cluster) return;
  await using service = await startProcess({
    ...await noNetwork(),
    DATABASE_URL: cluster.url("postgres"),
    BOOTSTRAP_HISTORY: "off",
  });
  const absent = await runCommand(["migrate"], {
    DATABASE_URL: cluster.url("absent"),
  });
  assertEquals([absent.code, absent.out], [
    2,
    "DATABASE_URL cannot be used: the server has no database of that name.\n",
  ]);
  await service.line(/in the Postgres of DATABASE_URL/);
  const { body } = await ask(service.address, "source=USD&target=EUR");
  assertEquals(body.provider, "currency-api");
  assertEquals(await service.stop("SIGTERM"), 0);
});

Deno.test("What the operator can mend is told in a sentence, with exit code 2", async () => {
  const wrong = await runCommand(["start"], { PORT: "eighty" });
  assertEquals([wrong.code, wrong.out], [
    2,
    "PORT must be a whole number from 0 to 65535.\n",
  ]);
  const host = await runCommand(["start"], {
    DATABASE_URL: "postgres://127.0.0.1:1/x",
    SUPPORTED_CURRENCIES: "EUR,XQZ",
  });
  assertEquals([host.code, host.out], [
    2,
    "SUPPORTED_CURRENCIES must be codes of ISO 4217; these are not: XQZ.\n",
  ]);
  const unknown = await runCommand(["strat"], {});
  assertEquals([unknown.code, unknown.out], [
    2,
    "There is no command 'strat'. There are: start, ingest, create-admin, create-token, migrate.\n",
  ]);
});

Deno.test("A taken port is told in a sentence, and the process ends", () =>
  withFolder(async (folder) => {
    using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const ended = await runCommand(["start"], {
      ...await noNetwork(),
      DATA_DIR: `${folder}/data`,
      BOOTSTRAP_HISTORY: "off",
      PORT: String(listener.addr.port),
    });
    assertEquals(ended.code, 2);
    assertMatch(ended.out, /is taken by another program/);
  }));

Deno.test("A database that is away is told in a sentence that names no password", async () => {
  const { host } = new URL(await unusedAddress());
  const ended = await runCommand(["migrate"], {
    DATABASE_URL: `postgres://user:hunter2@${host}/rates`,
  });
  assertEquals(ended.code, 2);
  assertEquals(
    ended.out,
    "DATABASE_URL cannot be used: nobody listens at that address and port.\n",
  );
  assert(!(ended.out + ended.log).includes("hunter2"));
});

Deno.test("A file that is none of the provider's is refused, and nothing is stored", () =>
  withFolder(async (folder) => {
    const env = { DATA_DIR: `${folder}/data` };
    const file = `${folder}/page.html`;
    await Deno.writeTextFile(file, "<html>Service unavailable</html>");
    const refused = await runCommand(
      ["ingest", "--provider", "ecb", "--file", file],
      env,
    );
    assertEquals(refused.code, 2);
    assertMatch(refused.out, /^Nothing was stored\./);
    const missing = await runCommand(
      ["ingest", "--provider", "ecb", "--file", `${folder}/none.zip`],
      env,
    );
    assertEquals(
      [missing.code, missing.out.includes("there is no such file")],
      [
        2,
        true,
      ],
    );
  }));
