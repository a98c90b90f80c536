/** currency-api: its mirrors in order, and what each failure of theirs proves. */

import { assertEquals, assertRejects } from "@std/assert";
import { day } from "../../rates/day.ts";
import { ProviderError } from "../../rates/errors.ts";
import {
  createCurrencyApi,
  parseCurrencyApiDay,
} from "../../providers/currency_api.ts";
import {
  type RegistryOptions,
  startRegistry,
} from "../support/npm_registry.ts";
import {
  type Answering,
  createBench,
  deadAddress,
  interactive,
  only,
  respond,
  startUpstream,
  type Upstream,
} from "../support/upstream.ts";

const DAY = only("2024-11-07");
const BODY =
  `{"date":"2024-11-07","eur":{"1inch":4.1,"eur":1,"usd":1.07147961,"btc":0.0000141,"bgn":1.95583}}`;
const PACKAGE = {
  name: "@fawazahmed0/currency-api",
  version: "2024.11.7",
  files: { "package.json": "{}", "v1/currencies/eur.json": BODY },
};

const good: Answering = () => respond(BODY);
const missing: Answering = () =>
  respond("Couldn't find the requested release", {
    status: 404,
    type: "text/plain",
  });
const broken: Answering = () => respond("", { status: 500 });

/** Two mirrors that answer like this, and a registry, all seen by one provider. */
async function start(
  [first, second]: readonly [Answering, Answering],
  registryOptions: Partial<RegistryOptions> | null = {},
) {
  await using stack = new AsyncDisposableStack();
  const one = stack.use(startUpstream(first));
  const two = stack.use(startUpstream(second));
  const registry = registryOptions &&
    stack.use(await startRegistry({ ...PACKAGE, ...registryOptions }));
  return build({ one, two, registry, ending: stack.move() });
}

function build({ one, two, registry, ending }: {
  one: Upstream;
  two: Upstream;
  registry: Upstream | null;
  ending: AsyncDisposableStack;
}) {
  const bench = createBench("2024-11-08T12:00:00Z");
  return {
    bench,
    one,
    two,
    registry,
    provider: createCurrencyApi({
      door: bench.door,
      clock: bench.clock,
      mirrors: [
        { name: "one", url: `${one.url}/pkg@{version}` },
        { name: "two", url: `${two.url}/{date}` },
      ],
      // npm's own setting may or may not end in a slash.
      npmRegistry: () => registry && `${registry.url}/`,
    }),
    /** How often each was asked. */
    counts: () => [one, two, registry].map((u) => u?.seen.length ?? 0),
    [Symbol.asyncDispose]: () => ending.disposeAsync(),
  };
}

Deno.test("The first mirror that has the day answers, with fiat money only", async () => {
  await using asked = await start([good, good]);
  const published = await asked.provider.fetch(DAY, interactive());
  assertEquals(
    published.observations.map(({ quote, rate }) => `${quote} ${rate}`),
    ["USD 1.07147961", "BGN 1.95583"],
  );
  assertEquals([published.covers, published.rejected], [DAY, []]);
  assertEquals(
    asked.one.seen.map(({ target }) => target),
    ["/pkg@2024.11.7/v1/currencies/eur.json"],
  );
  assertEquals(asked.counts(), [1, 0, 0]);
});

Deno.test("Without the delivery networks the day comes out of the npm package, checked by its sum", async () => {
  await using asked = await start([broken, missing]);
  const { observations } = await asked.provider.fetch(DAY, interactive());
  assertEquals(observations[0]?.rate, "1.07147961");
  assertEquals(
    asked.two.seen.map(({ target }) => target),
    ["/2024-11-07/v1/currencies/eur.json"],
  );
  assertEquals(asked.registry?.seen.map(({ target }) => target), [
    "/@fawazahmed0%2fcurrency-api/2024.11.7",
    "/@fawazahmed0/currency-api/-/x.tgz",
  ]);
  assertEquals(asked.bench.attempts.length, 4);
  assertEquals(asked.provider.health().requests, 4);
  assertEquals(asked.provider.health().breaker, "closed");
});

Deno.test("A day that the registry does not know was not published", async () => {
  await using asked = await start([broken, broken], { version: "2024.11.6" });
  assertEquals(
    await asked.provider.fetch(DAY, interactive()),
    { observations: [], covers: DAY, rejected: [] },
  );
});

Deno.test("Without a registry, mirrors that all lack the day prove that it was not published", async () => {
  await using asked = await start([missing, missing], null);
  const { observations, covers } = await asked.provider.fetch(
    DAY,
    interactive(),
  );
  assertEquals([observations, covers], [[], DAY]);
});

Deno.test("A mirror that lacks the day proves nothing while another fails", async () => {
  await using asked = await start([missing, broken], null);
  const error = await assertRejects(
    () => asked.provider.fetch(DAY, interactive()),
    ProviderError,
  );
  assertEquals(error.fault, "server_error");
  assertEquals(error.message, "two: Answered HTTP 500");
});

Deno.test("When all mirrors fail, each is named", async () => {
  await using asked = await start([broken, () => respond("<html>")], {
    spoil: (tarball) => tarball.toReversed(),
  });
  const error = await assertRejects(
    () => asked.provider.fetch(DAY, interactive()),
    ProviderError,
  );
  assertEquals(error.fault, "invalid_answer");
  assertEquals(
    error.message,
    "one: Answered HTTP 500; two: Answered no readable JSON; " +
      "npm: The package is not the one that the registry describes: its sha512 differs",
  );
});

Deno.test("A package without the file is an invalid answer", async () => {
  await using asked = await start([missing, missing], { files: { "a": "b" } });
  const error = await assertRejects(
    () => asked.provider.fetch(DAY, interactive()),
    ProviderError,
  );
  assertEquals(error.message, "npm: The package has no v1/currencies/eur.json");
});

Deno.test("A mirror that failed is asked last for five minutes", async () => {
  await using asked = await start([broken, good]);
  await asked.provider.fetch(DAY, interactive());
  await asked.provider.fetch(DAY, interactive());
  assertEquals(asked.counts(), [1, 2, 0]);
  asked.bench.pass(300_000);
  await asked.provider.fetch(DAY, interactive());
  assertEquals(asked.counts(), [2, 3, 0]);
});

Deno.test("A reset forgets which mirrors are away", async () => {
  await using asked = await start([broken, good]);
  await asked.provider.fetch(DAY, interactive());
  asked.provider.reset();
  await asked.provider.fetch(DAY, interactive());
  assertEquals(asked.counts(), [2, 2, 0]);
});

Deno.test("A registry that cannot be reached is named without its address", async () => {
  const bench = createBench();
  const address = deadAddress();
  const provider = createCurrencyApi({
    door: bench.door,
    clock: bench.clock,
    mirrors: [],
    npmRegistry: () => address,
  });
  const error = await assertRejects(
    () => provider.fetch(DAY, interactive()),
    ProviderError,
  );
  assertEquals(error.message, "npm: No connection");
});

Deno.test("A day of another date is stored under that date, and the day asked for is empty", () => {
  const today = day("2024-11-08");
  const { observations, covers } = parseCurrencyApiDay(BODY, {
    today,
    asked: today,
  });
  assertEquals(observations[0]?.date, day("2024-11-07"));
  assertEquals(covers, only("2024-11-08"));
});

Deno.test("A pinned file covers its own day", () => {
  const { covers } = parseCurrencyApiDay(BODY, { today: day("2024-12-24") });
  assertEquals(covers, DAY);
});
