/** What every provider owes its callers, whatever its vendor does: one table of faults, run against each of them. */

import { assertEquals, assertRejects } from "@std/assert";
import { ProviderError, type ProviderFault } from "../../rates/errors.ts";
import type { Provider } from "../../rates/ports.ts";
import {
  type Answering,
  createBench,
  endless,
  interactive,
  only,
  respond,
  startBreakingUpstream,
  startUpstream,
} from "../support/upstream.ts";
import { SECRET, type Vendor, VENDORS } from "../support/vendors.ts";

const TODAY = only("2024-11-07");

/** What goes wrong, how it is answered, and what the caller learns. */
const FAULTS: readonly (readonly [string, Answering, ProviderFault])[] = [
  ["HTTP 401", () => status(401), "unauthorized"],
  ["HTTP 403", () => status(403), "plan"],
  ["HTTP 422", () => status(422), "refused"],
  ["HTTP 429", () => status(429), "rate_limited"],
  ["HTTP 500", () => status(500), "server_error"],
  ["a maintenance page with HTTP 503", () => html(503), "server_error"],
  ["an HTML page in place of data", () => html(200), "invalid_answer"],
  ["text in place of data", () => anyType("Hello"), "invalid_answer"],
  ["another document", () => anyType(`{"a":[1]}`), "invalid_answer"],
  ["an empty body", () => anyType(""), "invalid_answer"],
  ["a body without end", () => untyped(endless()), "too_large"],
  ["silence", () => null, "timeout"],
];

for (const vendor of VENDORS) {
  for (const [what, answer, fault] of FAULTS) {
    const asked: Vendor = fault === "timeout"
      ? {
        ...vendor,
        create: (bench, url) => vendor.create(bench, url, { timeoutMs: 100 }),
      }
      : vendor;
    check(asked, `answers ${what} with '${fault}'`, answer, async (asking) => {
      const { provider } = asking;
      const error = await failure(provider);
      assertEquals(error.fault, fault, error.message);
      assertEquals(provider.health().lastFailure?.fault, fault);
    });
  }

  Deno.test(`${vendor.name} answers a body that breaks off with 'unreachable'`, async () => {
    await using upstream = startBreakingUpstream(`{"meta":`, "");
    const provider = vendor.create(createBench(), upstream.url);
    assertEquals((await failure(provider)).fault, "unreachable");
  });

  check(
    vendor,
    "keeps the published digits",
    () => vendor.write(TODAY.from, { GBP: "0.8350", JPY: "166.00" }),
    async ({ provider }) => {
      const { observations, covers, rejected } = await fetchToday(provider);
      assertEquals(
        observations.map(({ base, quote, date, rate }) =>
          `${date} ${base} ${quote} ${rate}`
        ),
        [
          `2024-11-07 ${vendor.base} GBP 0.8350`,
          `2024-11-07 ${vendor.base} JPY 166.00`,
        ],
      );
      assertEquals(covers, TODAY);
      assertEquals(rejected, []);
      assertEquals(provider.health().requests, 1);
    },
  );

  check(
    vendor,
    "names each unusable rate and keeps the others",
    () =>
      vendor.write(TODAY.from, {
        GBP: "0.8350",
        CHF: "-1.05",
        SEK: "0",
        NOK: "1e20",
        RON: "null",
      }),
    async ({ provider }) => {
      const { observations, rejected } = await fetchToday(provider);
      assertEquals(observations.map(({ quote }) => quote), ["GBP"]);
      assertEquals(rejected.map(({ row }) => row), [
        "2024-11-07 CHF = -1.05",
        "2024-11-07 SEK = 0",
        "2024-11-07 NOK = 1e20",
        "2024-11-07 RON = null",
      ]);
    },
  );

  check(
    vendor,
    "takes lower-case codes and leaves out what is no money",
    () =>
      vendor.write(TODAY.from, {
        gbp: "0.8350",
        BTC: "0.00001",
        XYZ: "2",
        HRK: "7.5345",
      }),
    async ({ provider }) => {
      const { observations, rejected } = await fetchToday(provider);
      assertEquals(observations.map(({ quote }) => quote), ["GBP"]);
      assertEquals(rejected, []);
    },
  );

  check(
    vendor,
    "asks again in the background after a server error",
    (_, count) =>
      count === 1 ? status(503) : vendor.write(TODAY.from, { GBP: "0.8350" }),
    async ({ provider, attempts }) => {
      await provider.fetch(TODAY, interactive({ attempts: 3 }));
      assertEquals(attempts, [[vendor.name, false], [vendor.name, true]]);
    },
  );

  check(
    vendor,
    "is not asked again before the Retry-After of a 429",
    () => respond("{}", { status: 429, headers: { "retry-after": "90" } }),
    async ({ provider, attempts }) => {
      const first = await failure(provider);
      assertEquals(first.info.retryAfterSeconds, 90);
      assertEquals((await failure(provider)).fault, "resting");
      assertEquals(attempts.length, 1);
      assertEquals(provider.health().breaker, "open");
      provider.reset();
      assertEquals(provider.health().breaker, "closed");
    },
  );

  check(
    vendor,
    "shows its key to nobody but the vendor, and not in the address",
    () => respond(`{"key":"${SECRET}"}`, { status: 401 }),
    async ({ provider, said, targets }) => {
      const { message } = await failure(provider);
      const everything = JSON.stringify([
        message,
        said,
        targets,
        provider.facts,
        provider.health(),
      ]);
      assertEquals(everything.includes(SECRET), false, everything);
    },
  );

  check(
    vendor,
    "stops when the caller leaves",
    () => null,
    async ({ provider }) => {
      const signal = AbortSignal.abort(new RangeError("left"));
      await assertRejects(
        () => provider.fetch(TODAY, interactive({ signal })),
        RangeError,
        "left",
      );
    },
  );
}

interface Asking {
  readonly provider: Provider;
  readonly attempts: readonly [string, boolean][];
  readonly said: unknown;
  readonly targets: readonly string[];
}

function check(
  vendor: Vendor,
  guarantee: string,
  answer: Answering,
  run: (asking: Asking) => Promise<void>,
) {
  Deno.test(`${vendor.name} ${guarantee}`, async () => {
    await using upstream = startUpstream(answer);
    const bench = createBench();
    await run({
      provider: vendor.create(bench, upstream.url),
      attempts: bench.attempts,
      said: bench.lines,
      get targets() {
        return upstream.seen.map(({ target }) => target);
      },
    });
  });
}

function fetchToday(provider: Provider) {
  return provider.fetch(TODAY, interactive());
}

async function failure(provider: Provider): Promise<ProviderError> {
  return await assertRejects(
    () => provider.fetch(TODAY, interactive({ attempts: 1 })),
    ProviderError,
  );
}

function status(code: number): Response {
  return respond("{}", { status: code });
}

function html(code: number): Response {
  return respond("<!doctype html><html></html>", {
    status: code,
    type: "text/html",
  });
}

function anyType(body: string): Response {
  return untyped(new Response(body));
}

/** Without a media type, so that only the content can give it away. */
function untyped(response: Response): Response {
  response.headers.delete("content-type");
  return response;
}
