/** The description of the API is valid, and every operation keeps it whatever it is sent. */

import { assert, assertEquals } from "@std/assert";
import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import fc from "fast-check";
import { PASSWORD } from "../support/people.ts";
import { startService, useService } from "../support/service.ts";
import {
  bank,
  BANK_FILE,
  broken,
  market,
  NOW,
  stuck,
} from "../support/upstreams.ts";
import { serve } from "../support/wire.ts";

const options = () => ({
  providers: [bank(), market(), broken(), stuck()],
  time: NOW,
  // Streams end at once: what they would tell is held elsewhere.
  ending: AbortSignal.abort(),
  // The last of them hangs.
  deadlineMs: 1_000,
});

const service = useService(options);

interface Parameter {
  readonly name: string;
  readonly in: "query" | "path";
  readonly schema?: { readonly enum?: string[]; readonly example?: unknown };
}

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: {
    readonly content: Record<string, { readonly schema: object }>;
  };
  readonly responses: Record<string, {
    readonly content?: Record<string, { readonly schema: object }>;
  }>;
}

interface Document {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, object> };
}

async function readDocument(): Promise<Document> {
  return await (await service().request("/openapi.json")).json();
}

Deno.test("The document is valid OpenAPI 3.1", async () => {
  const document = await readDocument();
  const { valid, errors } = await new Validator().validate({ ...document });
  assertEquals([valid, errors, document.openapi], [true, undefined, "3.1.0"]);
});

Deno.test("What may be null is described so that null fits", async () => {
  const document = JSON.stringify(await readDocument());
  // A reference and its being null cannot both hold.
  const both = /"allOf":\[\{"\$ref":"[^"]*"\},\{"type":\[[^\]]*"null"/;
  assertEquals(both.exec(document)?.[0], undefined);
});

Deno.test("The document has each operation once, at its canonical address, with a summary and its errors", async () => {
  const { paths } = await readDocument();
  const ids: string[] = [];
  for (const [path, operations] of Object.entries(paths)) {
    assert(/^\/(api\/v1\/|healthz|readyz|metrics)/.test(path), path);
    for (const operation of Object.values(operations)) {
      ids.push(operation.operationId);
      const { summary, responses } = Object(operation);
      assert(summary, operation.operationId);
      const ok = Object.keys(responses).filter((status) => status < "300");
      assert(ok.length > 0, operation.operationId);
    }
  }
  assertEquals(new Set(ids).size, ids.length);
  assert(ids.length >= 16, `only ${ids.length} operations`);
});

/** Values that have broken programs, besides the random ones. */
const hostileText = fc.oneof(
  fc.constantFrom(
    "",
    " ",
    "USD",
    "usd",
    "EUR",
    "INR,GBP",
    "USD,,GBP",
    ",",
    "2024-10-25",
    "2024-02-30",
    "9999-12-31",
    "0000-01-01",
    "0001-01-05",
    "1900-01-01",
    "-1",
    "0",
    "1e400",
    "NaN",
    "Infinity",
    "9007199254740993",
    "100",
    "null",
    "undefined",
    "true",
    "' or 1=1 --",
    "'; drop table rates; --",
    "\u0000",
    "%00",
    "../../etc/passwd",
    "\r\nx-injected: 1",
    "१२३",
    "𝒰𝒮𝒟",
    "__proto__",
    "constructor",
    "json",
    "csv",
    "previous",
    "week",
  ),
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.string({ maxLength: 4_000 }),
);

const hostileJson = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.dictionary(
    fc.constantFrom(
      "code",
      "name",
      "symbol",
      "minor_units",
      "numeric_code",
      "enabled",
      "order",
      "id",
      "priority",
      "__proto__",
      "role",
    ),
    fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      hostileText,
      fc.constantFrom("AED", "EUR", true, 0, 2, 99, -1, 1e300, [], ["bank"]),
      fc.constantFrom("a\u0000b", "\ud800", "a\nb", ["a\u0000b"]),
    ),
    { maxKeys: 5 },
  ),
);

const RUNS = Number(Deno.env.get("FUZZ_RUNS") ?? 60);

/**
 * Three ingestions: the first is open and can be cancelled, the second was cancelled and can be retried, the third is for
 * pausing and going on.
 */
async function addIngestions(): Promise<void> {
  for (const to of ["2024-10-28", "2024-10-27", "2024-10-26"]) {
    const made = await service().send("POST", "/ingestions", {
      provider: "market",
      from: "2024-10-24",
      to,
    });
    assertEquals(made.status, 201, await made.text());
  }
  const cancelled = await service().send("POST", "/ingestions/2/cancel");
  assertEquals(cancelled.status, 200, await cancelled.text());
}

/** A user and a token with the ids that the right requests name. */
async function addPeople(): Promise<void> {
  await service().people.credentials("admin");
  for (const username of ["ada", "grace"]) {
    const body = { username, password: PASSWORD, role: "viewer" };
    const made = await service().send("POST", "/api/v1/users", body);
    assertEquals(made.status, 201, await made.text());
  }
  const made = await service().send("POST", "/api/v1/tokens", {
    name: "one",
    scopes: ["read"],
    expires_at: null,
  });
  assertEquals(made.status, 201, await made.text());
}

async function newestSession(): Promise<string> {
  const answer = await service().send("GET", "/api/v1/sessions");
  return String((await answer.json()).sessions[0].id);
}

/** Its right request needs that there is nobody; tests/routes/setup_test.ts has it. */
const FOR_NOBODY = "setUp";

Deno.test("No operation answers 500 to anything, and every answer is as described", async (t) => {
  const document = await readDocument();
  await addIngestions();
  await addPeople();
  const ajv = new Ajv2020({ strict: false, allErrors: false });
  addFormats.default(ajv);
  ajv.addSchema({ $id: "doc", components: document.components });
  const check = (schema: object) =>
    ajv.compile(JSON.parse(
      JSON.stringify(schema).replaceAll('"#/components/', '"doc#/components/'),
    ));

  for (const [path, operations] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      await t.step(`${method.toUpperCase()} ${path}`, async () => {
        // Some of the operations log out whoever calls them.
        service().people.forget("admin");
        RIGHT_IDS.endSession = await newestSession();
        const checks = new Map(
          Object.entries(operation.responses).flatMap(([status, { content }]) =>
            Object.entries(content ?? {}).map(([type, { schema }]) =>
              [`${status} ${type}`, check(schema)] as const
            )
          ),
        );
        const answered = new Set<number>();
        await fc.assert(
          fc.asyncProperty(requestFor(path, operation), async (sent) => {
            const response = await service().request(sent.url, {
              method: method.toUpperCase(),
              headers: {
                ...await service().people.credentials("admin"),
                ...(sent.body !== undefined &&
                  { "content-type": typeOf(operation) }),
              },
              ...(sent.body !== undefined && {
                body: textOf(sent.body),
              }),
            });
            const text = await response.text();
            const { status } = response;
            answered.add(status);
            const declared = operation.responses[String(status)];
            if (!declared) {
              // An odd path parameter may make another address of it, which answers for itself.
              const another = path.includes("{") && [404, 405].includes(status);
              assert(another, `${status} is not declared: ${text}`);
              return;
            }
            const [type = ""] = (response.headers.get("content-type") ?? "")
              .split(";");
            if (!declared.content) return assertEquals(text, "");
            const validate = checks.get(`${status} ${type}`);
            if (!validate) throw new Error(`${status} ${type} is not declared`);
            const isJson = /^application\/(problem\+)?json$/.test(type);
            assert(
              validate(isJson ? JSON.parse(text) : text),
              `${JSON.stringify(validate.errors)} in ${text.slice(0, 500)}`,
            );
          }),
          { numRuns: RUNS, examples: [[rightRequest(path, operation)]] },
        );
        assert(
          [...answered].some((status) => status < 300) ||
            operation.operationId === FOR_NOBODY,
          `no request was right: ${[...answered]}`,
        );
      });
    }
  }
});

Deno.test("On a real connection HEAD answers as GET does, and bodies in chunks or without a type are no fault of ours", async () => {
  const { paths } = await readDocument();
  // A service of its own: its writes would be conflicts for the test before, which may come after.
  await using another = await startService(options());
  await using wire = serve(another);
  for (const [path, operations] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      const { url, body } = rightRequest(path, operation);
      const logIn = () => {
        another.people.forget("admin");
        return another.people.credentials("admin");
      };
      if (method === "get") {
        const known = await logIn();
        const [get, head] = [
          await wire.send({ method: "GET", path: url, headers: known }),
          await wire.send({ method: "HEAD", path: url, headers: known }),
        ];
        assertEquals([head.status, head.body], [get.status, ""], url);
        assert(head.status < 500, url);
        continue;
      }
      const chunked = textOf(body ?? {});
      for (const type of [typeOf(operation), "text/plain", null]) {
        const headers = {
          ...await logIn(),
          ...(type !== null && { "content-type": type }),
        };
        const { status, body: text } = await wire.send({
          method: method.toUpperCase(),
          path: url,
          headers,
          chunked,
        });
        const fine = type === typeOf(operation) ? status < 500 : status === 415;
        assert(fine, `${method} ${path} ${type}: ${status} ${text}`);
      }
    }
  }
});

/** The type of the operation's body: JSON, unless it takes something else. */
function typeOf({ requestBody }: Operation): string {
  const [type = "application/json"] = Object.keys(requestBody?.content ?? {});
  return type;
}

/** A body as it is sent: text is a file, everything else is JSON. */
function textOf(body: unknown): string {
  return typeof body === "string" ? body : JSON.stringify(body);
}

interface Sent {
  readonly url: string;
  readonly body?: unknown;
}

/** One that must be answered well, so that the others are known to differ from it by their faults. */
function rightRequest(path: string, operation: Operation): Sent {
  const given = (operation.parameters ?? []).filter(({ name }) => RIGHT[name])
    .filter(({ name }) => name !== "targets")
    .map(({ name }) => [name, RIGHT[name] ?? ""]);
  const address = path.replace("{ref}", "EUR").replace("{key}", "bank")
    .replace("{id}", RIGHT_IDS[operation.operationId] ?? "1");
  return {
    url: `${address}?${new URLSearchParams(given)}`,
    body: RIGHT_BODIES[operation.operationId],
  };
}

/** A request for the operation with right, wrong, missing, doubled and unknown parameters in any mixture. */
function requestFor(
  path: string,
  { operationId, parameters = [], requestBody }: Operation,
): fc.Arbitrary<Sent> {
  const query = parameters.filter((one) => one.in === "query");
  const known = query.map(({ name, schema }) =>
    fc.tuple(
      fc.constant(name),
      fc.oneof(
        { weight: 9, arbitrary: fc.constant(rightValue(name, schema)) },
        { weight: 1, arbitrary: hostileText },
      ),
    )
  );
  const extra = fc.tuple(
    fc.oneof(
      fc.constantFrom(...query.map(({ name }) => name), "x", "constructor"),
      hostileText,
    ),
    hostileText,
  );
  return fc.record({
    segment: fc.oneof(fc.constantFrom("EUR", "7", "bank", "ZZZ"), hostileText),
    pairs: fc.tuple(
      fc.oneof(
        fc.tuple(...known),
        fc.shuffledSubarray(known.map((_, i) => i)).chain((chosen) =>
          fc.tuple(...chosen.flatMap((i) => known[i] ?? []))
        ),
      ),
      fc.oneof(
        { weight: 4, arbitrary: fc.constant([]) },
        { weight: 1, arbitrary: fc.array(extra, { maxLength: 2 }) },
      ),
    ),
    body: requestBody
      ? fc.oneof(
        { weight: 1, arbitrary: fc.constant(RIGHT_BODIES[operationId]) },
        { weight: 2, arbitrary: hostileJson },
        {
          weight: 2,
          arbitrary: hostileJson.map((body) => ({
            ...Object(RIGHT_BODIES[operationId]),
            ...Object(body),
          })),
        },
      )
      : fc.constant(undefined),
  }).map(({ segment, pairs: [given, more], body }) => {
    const search = new URLSearchParams([...given, ...more]);
    const address = path.replace(
      /\{[a-z]+\}/g,
      /^\.*$/.test(segment) ? "-" : encodeURIComponent(segment.toWellFormed()),
    );
    return { url: `${address}?${search}`, body };
  });
}

const RIGHT: Readonly<Record<string, string>> = {
  source: "USD",
  target: "INR",
  targets: "EUR,INR",
  symbols: "INR,GBP",
  date: "2024-10-27",
  date_from: "2024-10-20",
  date_to: "2024-10-27",
  amount: "100",
  provider: "bank",
  from: "2024-10-01",
  to: "2024-10-29",
  year: "2024",
};

/** Where it is not the first. */
const RIGHT_IDS: Record<string, string> = {
  retryIngestion: "2",
  pauseIngestion: "3",
  resumeIngestion: "3",
  changeUser: "2",
  deleteUser: "3",
};

const RIGHT_BODIES: Readonly<Record<string, object | string>> = {
  importFile: BANK_FILE,
  createIngestion: { provider: "bank", from: "2024-10-24", to: "2024-10-29" },
  createCurrency: { code: "AED" },
  replaceCurrency: { code: "EUR" },
  changeCurrency: { symbol: "€" },
  setUp: { token: "x", username: "first", password: PASSWORD },
  logIn: { username: "admin", password: PASSWORD },
  changePassword: { current_password: PASSWORD, new_password: PASSWORD },
  createUser: { username: "mary", password: PASSWORD, role: "viewer" },
  changeUser: { role: "admin" },
  createToken: { name: "two", scopes: ["read"], expires_at: null },
  changeProvider: { enabled: true },
  orderProviders: { order: ["bank", "market", "broken", "stuck"] },
};

function rightValue(name: string, schema: Parameter["schema"]): string {
  return RIGHT[name] ?? schema?.enum?.[0] ?? String(schema?.example ?? "1");
}
