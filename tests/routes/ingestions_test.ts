import { assert, assertEquals, assertMatch } from "@std/assert";
import { day } from "../../rates/day.ts";
import type { Chunk } from "../../rates/ports.ts";
import { FakeProvider } from "../support/fake_provider.ts";
import { useService } from "../support/service.ts";
import { observations } from "../support/stored.ts";
import { bank, NOW } from "../support/upstreams.ts";

const PATH = "/api/v1/ingestions";

const service = useService(() => ({
  providers: [
    new FakeProvider({
      key: "metered",
      maxRangeDays: 1,
      monthlyRequests: 100,
    }),
    bank(),
    new FakeProvider({
      key: "daily",
      name: "Daily",
      since: day("2024-01-01"),
      maxRangeDays: 1,
    }),
    new FakeProvider({
      key: "ancient",
      name: "Ancient",
      since: day("1900-01-01"),
      maxRangeDays: 1,
    }),
    new FakeProvider({ key: "crowded", maxRangeDays: 1 }),
    new FakeProvider({
      key: "keyed",
      name: "Keyed",
      missingSetting: "KEYED_API_KEY",
    }),
  ],
  time: NOW,
}));

async function create(body: Record<string, unknown>) {
  const response = await service().send("POST", PATH, body);
  return { response, body: await response.json() };
}

async function read(id: number) {
  return await (await service().request(`${PATH}/${id}`)).json();
}

/** Works one chunk off as a runner does. */
async function work(id: number): Promise<void> {
  const { ingestions } = service().storage;
  const at = new Date(NOW);
  const claim = { worker: "test", leaseSeconds: 60, most: 1, now: at };
  const [chunk] = await ingestions.claim(id, claim);
  if (!chunk) throw new Error("Cannot claim what is not there");
  await ingestions.finish(chunk, { ...answerFor(chunk), requests: 1, at });
  await ingestions.settle(id, at);
}

function answerFor({ range }: Chunk) {
  return {
    published: {
      observations: observations(`EUR/USD ${range.from} 1.08`),
      covers: range,
      rejected: [{ row: "XXX", reason: "unknown" }],
    },
  };
}

Deno.test("A load is planned, queued, worked off and counted", async () => {
  const { response, body } = await create({
    provider: "daily",
    from: "2024-03-01",
    to: "2024-03-03",
  });
  assertEquals(response.status, 201);
  assertEquals(response.headers.get("location"), `${PATH}/${body.id}`);
  assertEquals(service().begun.at(-1), body.id);
  assertEquals(
    [body.status, body.cause, body.max_requests, body.chunks.pending],
    ["queued", "api", 30, 3],
  );
  await work(body.id);
  const running = await read(body.id);
  assertEquals([running.status, running.progress, running.requests], [
    "running",
    0.3333,
    1,
  ]);
  await work(body.id);
  await work(body.id);
  const done = await read(body.id);
  assertEquals(
    [done.status, done.progress, done.rates.inserted, done.rejected],
    ["done", 1, 3, 3],
  );
  assertEquals(done.rejected_rows[0], { row: "XXX", reason: "unknown" });
});

Deno.test("The plan says how many requests a load would take, and asks nobody", async () => {
  const plan = async (query: string) =>
    await (await service().request(`${PATH}/plan?${query}`)).json();
  const daily = await plan("provider=daily&from=2024-05-01&to=2024-05-12");
  assertEquals([daily.requests, daily.first.length], [12, 10]);
  assertEquals(daily.first[0], { from: "2024-05-12", to: "2024-05-12" });
  assertEquals(
    [daily.max_requests, daily.requests_left_this_month],
    [30, null],
  );
  const { usage } = service().storage;
  const date = day(NOW.slice(0, 10));
  await usage.record("metered", { requests: 30, failures: 0 }, date);
  const metered = await plan("provider=metered&from=2024-05-01&to=2024-05-02");
  assertEquals(metered.requests_left_this_month, 70);
  const whole = await plan("provider=bank&from=2023-01-01&to=2024-05-12");
  assertEquals([whole.requests, whole.from], [1, "2024-01-01"]);
});

Deno.test("The same load is not queued twice", async () => {
  const wanted = { provider: "daily", from: "2024-04-01", to: "2024-04-02" };
  const first = await create(wanted);
  const second = await create(wanted);
  assertEquals([first.response.status, second.response.status], [201, 200]);
  assertEquals(second.body.id, first.body.id);
  const runs = service().begun.filter((id) => id === first.body.id);
  assertEquals(runs.length, 1);
});

Deno.test("A load of days that are all known is done at once, and the same again is the same one", async () => {
  const { storage, begun } = service();
  const known = { from: day("2024-01-20"), to: day("2024-01-22") };
  const nothing = { observations: [], covers: known, rejected: [] };
  await storage.rates.save("daily", nothing, new Date(NOW));
  const first = await create({ provider: "daily", ...known });
  const second = await create({ provider: "daily", ...known });
  assertEquals(
    [first.response.status, first.body.status, first.body.progress],
    [201, "done", 1],
  );
  assertEquals([second.response.status, second.body.id], [200, first.body.id]);
  assert(!begun.includes(first.body.id));
});

Deno.test("A new limit holds for the load that is open already", async () => {
  const wanted = { provider: "daily", from: "2024-04-03", to: "2024-04-09" };
  const first = await create({ ...wanted, max_requests: 2 });
  const second = await create({ ...wanted, max_requests: 5 });
  assertEquals([
    second.response.status,
    second.body.id,
    second.body.max_requests,
  ], [
    200,
    first.body.id,
    5,
  ]);
  const third = await create(wanted);
  assertEquals(third.body.max_requests, 5);
});

Deno.test("A load can be cancelled once, and what was left can be retried", async () => {
  const { body } = await create({
    provider: "daily",
    from: "2024-06-01",
    to: "2024-06-03",
    max_requests: 2,
  });
  await work(body.id);
  const cancelled = await service().send("POST", `${PATH}/${body.id}/cancel`);
  assertEquals((await cancelled.json()).status, "cancelled");
  const again = await service().send("POST", `${PATH}/${body.id}/cancel`);
  assertEquals([again.status, (await again.json()).code], [409, "conflict"]);
  const retried = await service().send("POST", `${PATH}/${body.id}/retry`);
  const { status, chunks, max_requests } = await retried.json();
  assertEquals([status, chunks.done, chunks.pending, max_requests], [
    "queued",
    1,
    2,
    2,
  ]);
});

Deno.test("Pages go back in time without gaps or repetitions", async () => {
  for (const month of ["07", "08", "09"]) {
    await create({
      provider: "daily",
      from: `2024-${month}-01`,
      to: `2024-${month}-01`,
    });
  }
  const page = async (query: string) =>
    (await (await service().request(`${PATH}?${query}`)).json())
      .map(({ id }: { id: number }) => id);
  const all = await page("limit=100");
  assertEquals(all, all.toSorted((a: number, b: number) => b - a));
  const first = await page("limit=2");
  assertEquals(first, all.slice(0, 2));
  assertEquals(await page(`limit=100&before=${first[1]}`), all.slice(2));
  assertEquals(await page("provider=bank"), []);
});

Deno.test("Its events tell what it is, every change, and end with it", async () => {
  const { body } = await create({
    provider: "daily",
    from: "2024-02-01",
    to: "2024-02-02",
  });
  const response = await service().request(`${PATH}/${body.id}/events`);
  assertMatch(
    response.headers.get("content-type") ?? "",
    /^text\/event-stream/,
  );
  const events = readEvents(response);
  const told: SentEvent[] = [];
  let worked = 0;
  for await (const event of events) {
    told.push(event);
    // Each chunk is worked off only when the one before it has been told.
    if (worked < 2 && event.data.chunks.done === worked) {
      worked++;
      await work(body.id);
    }
  }
  const last = told.at(-1);
  assertEquals([told[0]?.data.status, last?.data.status], ["queued", "done"]);
  const ids = told.map(({ id }) => Number(id));
  assertEquals(ids, [...new Set(ids)].toSorted((a, b) => a - b));

  // Coming back with the last id there is nothing new, now or ever.
  const resumed = await service().request(`${PATH}/${body.id}/events`, {
    headers: { "last-event-id": last?.id ?? "" },
  });
  assertEquals([resumed.status, await resumed.text()], [204, ""]);
});

Deno.test("A hundred who watch cost one question an interval", async () => {
  const { body } = await create({
    provider: "daily",
    from: "2024-01-10",
    to: "2024-01-10",
  });
  const { ingestions } = service().storage;
  const original = ingestions.changedSince;
  let questions = 0;
  ingestions.changedSince = (versions) => {
    questions++;
    return original.call(ingestions, versions);
  };
  try {
    const streams = await Promise.all(
      Array.from({ length: 100 }, async () => {
        const response = await service().request(`${PATH}/${body.id}/events`);
        const events = readEvents(response);
        await events.next();
        return events;
      }),
    );
    questions = 0;
    await work(body.id);
    const ends = await Promise.all(streams.map(async (events) => {
      let last;
      for await (const { data } of events) last = data.status;
      return last;
    }));
    assertEquals(new Set(ends), new Set(["done"]));
    assert(questions < 100, `${questions} questions for one change`);
  } finally {
    ingestions.changedSince = original;
  }
});

const REFUSED: [string, string, unknown, number, RegExp][] = [
  ["POST", "", { provider: "bank", from: "2024-01-01" }, 400, /to: .*required/],
  [
    "POST",
    "",
    { provider: "bank", from: "2024-02-01", to: "2024-01-01" },
    400,
    /first day first/,
  ],
  [
    "POST",
    "",
    { provider: "bank", from: "2024-02-01", to: "2025-01-01" },
    400,
    /in the future/,
  ],
  [
    "POST",
    "",
    { provider: "nobody", from: "2024-01-01", to: "2024-01-02" },
    404,
    /no provider 'nobody'/,
  ],
  [
    "POST",
    "",
    { provider: "keyed", from: "2024-01-01", to: "2024-01-02" },
    400,
    /set KEYED_API_KEY first/,
  ],
  [
    "POST",
    "",
    { provider: "ancient", from: "1900-01-01", to: "2024-01-01" },
    400,
    /takes 45291 requests, and 15000 is the most.* shorter/,
  ],
  [
    "POST",
    "",
    {
      provider: "bank",
      from: "2024-01-01",
      to: "2024-01-02",
      max_requests: -1,
    },
    400,
    /max_requests/,
  ],
  ["GET", "/999999", undefined, 404, /no ingestion 999999/],
  ["GET", "/0", undefined, 400, /by its id/],
  ["GET", "/99999999999", undefined, 400, /by its id/],
  ["GET", "/999999/events", undefined, 404, /no ingestion 999999/],
  ["POST", "/999999/cancel", undefined, 404, /no ingestion 999999/],
  ["POST", "/999999/retry", undefined, 404, /no ingestion 999999/],
  ["GET", "?limit=0", undefined, 400, /From 1 to 100/],
];

for (const [method, path, body, status, message] of REFUSED) {
  Deno.test(`${method} /ingestions${path} of ${JSON.stringify(body)} answers ${status}: ${message}`, async () => {
    const response = await service().send(method, `${PATH}${path}`, body);
    assertEquals(response.status, status);
    assertMatch((await response.json()).detail, message);
  });
}

interface SentEvent {
  readonly id: string;
  // deno-lint-ignore no-explicit-any
  readonly data: any;
}

async function* readEvents(response: Response): AsyncGenerator<SentEvent> {
  let rest = "";
  const text = response.body?.pipeThrough(new TextDecoderStream()) ?? [];
  for await (const piece of text) {
    rest += piece;
    const blocks = rest.split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const data = /^data: (.*)$/m.exec(block)?.[1];
      if (data === undefined) continue;
      yield {
        id: /^id: (.*)$/m.exec(block)?.[1] ?? "",
        data: JSON.parse(data),
      };
    }
  }
}

Deno.test("A provider's twenty-first open load is refused with 409 and what to do, until one of them is over", async () => {
  const open = (nth: number) => {
    const date = `2024-03-${String(nth).padStart(2, "0")}`;
    return create({ provider: "crowded", from: date, to: date });
  };
  const first = await open(1);
  for (let nth = 2; nth <= 20; nth++) {
    assertEquals((await open(nth)).response.status, 201);
  }
  const refused = await open(21);
  assertEquals(
    [refused.response.status, refused.body.code, refused.body.detail],
    [
      409,
      "conflict",
      "This provider has 20 open ingestions, and 20 is the most. Wait for one to end, or cancel one.",
    ],
  );
  // The same range again is the load that is open.
  assertEquals((await open(20)).response.status, 200);
  await service().send("POST", `${PATH}/${first.body.id}/cancel`);
  assertEquals((await open(21)).response.status, 201);
});
