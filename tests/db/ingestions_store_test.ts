/** Ingestions and their chunks on both databases: claimed once, finished whole or not at all. */

import { assert, assertEquals, assertRejects } from "@std/assert";
import type { Storage } from "../../db/storage.ts";
import { day, type DayRange, eachDay } from "../../rates/day.ts";
import { AppError } from "../../rates/errors.ts";
import type { Chunk, NewIngestion } from "../../rates/ports.ts";
import { useDatabases } from "../support/databases.ts";
import { addProviders, answer, days, SAVED_AT } from "../support/stored.ts";
import { SYSTEM } from "../support/people.ts";

const test = useDatabases();

const NOW = SAVED_AT;
const AGES_LATER = new Date("2999-01-01T00:00:00Z");
const CLAIM = { worker: "a", leaseSeconds: 60, most: 1, now: NOW };

function only(date: string): DayRange {
  return days(date, date);
}

/** Three days, newest first. */
const WANTED: NewIngestion = {
  provider: "bank",
  range: days("2024-03-06", "2024-03-08"),
  cause: "api",
  maxRequests: null,
  chunks: [only("2024-03-08"), only("2024-03-07"), only("2024-03-06")],
};

async function filled(storage: Storage, change: Partial<NewIngestion> = {}) {
  await addProviders(storage, { bank: "EUR" });
  const { ingestion } = await storage.ingestions.create({
    ...WANTED,
    ...change,
  }, SYSTEM);
  return ingestion.id;
}

async function claimed(
  storage: Storage,
  id: number,
  change: Partial<typeof CLAIM> = {},
): Promise<Chunk> {
  const [chunk] = await storage.ingestions.claim(id, { ...CLAIM, ...change });
  if (!chunk) throw new Error("There is no chunk to claim");
  return chunk;
}

test("An ingestion is queued with its chunks, and read back", async (fresh) => {
  await using storage = await fresh.open();
  const id = await filled(storage, { maxRequests: 12 });
  const found = await storage.ingestions.get(id);
  assertEquals(
    [found?.provider, found?.status, found?.range, found?.maxRequests],
    ["bank", "queued", WANTED.range, 12],
  );
  assertEquals(found?.chunks, { pending: 3, running: 0, done: 0, failed: 0 });
  assertEquals(await storage.ingestions.get(id + 1), null);
});

test("The same range of a provider is not queued twice, nor a hole inside an open one", async (fresh) => {
  await using storage = await fresh.open();
  const id = await filled(storage);
  const queue = async (change: Partial<NewIngestion>) => {
    const { ingestion, created } = await storage.ingestions.create({
      ...WANTED,
      ...change,
    }, SYSTEM);
    return [ingestion.id === id, created];
  };
  assertEquals(await queue({}), [true, false]);
  const inside = only("2024-03-07");
  assertEquals(
    await queue({ range: inside, chunks: [inside], cause: "hole" }),
    [true, false],
  );
  assertEquals(await queue({ range: inside, chunks: [inside] }), [false, true]);
  await storage.ingestions.cancel(id, NOW, SYSTEM);
  assertEquals(await queue({}), [false, true]);
});

test("An ingestion without anything to ask is done at once, and serves whoever wants the same again", async (fresh) => {
  await using storage = await fresh.open();
  const id = await filled(storage, { chunks: [] });
  const found = await storage.ingestions.get(id);
  assertEquals(found?.status, "done");
  assert(found?.finishedAt);
  const again = await storage.ingestions.create(
    { ...WANTED, chunks: [] },
    SYSTEM,
  );
  assertEquals([again.ingestion.id, again.created], [id, false]);
  // Days may have become unknown again since.
  const { ingestion, created } = await storage.ingestions.create(
    WANTED,
    SYSTEM,
  );
  assertEquals([ingestion.status, created], ["queued", true]);
});

test("Of days that two ingestions want, one asks at a time", async (fresh) => {
  await using storage = await fresh.open();
  const { ingestions } = storage;
  const first = await filled(storage);
  const { ingestion: { id: second } } = await ingestions.create({
    ...WANTED,
    range: days("2024-03-05", "2024-03-08"),
    chunks: [
      days("2024-03-07", "2024-03-08"),
      days("2024-03-05", "2024-03-06"),
    ],
  }, SYSTEM);
  const held = await claimed(storage, first);
  assertEquals(held.range, only("2024-03-08"));
  const other = await claimed(storage, second, { worker: "b" });
  assertEquals(other.range, days("2024-03-05", "2024-03-06"));
  // Of the first's chunks the newest that nobody asks for; the oldest is under way in the second.
  assertEquals((await claimed(storage, first)).range, only("2024-03-07"));
  assertEquals(await ingestions.claim(first, CLAIM), []);
  assertEquals(await ingestions.claim(second, CLAIM), []);
  assertEquals(await ingestions.waiting(second, NOW), {
    open: 2,
    nextAt: NOW,
  });
  await ingestions.release(other, { requests: 0 });
  assertEquals((await claimed(storage, first)).range, only("2024-03-06"));
});

test("What a dead worker held in another ingestion is free when its lease has run out", async (fresh) => {
  await using storage = await fresh.open();
  const first = await filled(storage);
  const { ingestion } = await storage.ingestions.create({
    ...WANTED,
    range: only("2024-03-08"),
    chunks: [only("2024-03-08")],
  }, SYSTEM);
  await claimed(storage, first, { leaseSeconds: 0 });
  const chunk = await claimed(storage, ingestion.id, { worker: "b" });
  assertEquals(chunk.range, only("2024-03-08"));
});

test("Of many workers on two ingestions of the same days none gets a day that another has", async (fresh) => {
  await using storage = await fresh.open();
  await using elsewhere = await fresh.again();
  await addProviders(storage, { bank: "EUR" });
  const all = Array.from(
    { length: 12 },
    (_, i) => only(`2024-03-${String(12 - i).padStart(2, "0")}`),
  );
  const create = async (from: string) => {
    const { ingestion } = await storage.ingestions.create({
      ...WANTED,
      range: days(from, "2024-03-12"),
      chunks: all.filter((range) => range.from >= from),
    }, SYSTEM);
    return ingestion.id;
  };
  const ids = [await create("2024-03-01"), await create("2024-03-02")];
  const claims = await Promise.all(
    Array.from(
      { length: 24 },
      (_, i) =>
        (i % 2 ? storage : elsewhere).ingestions.claim(
          ids[i % 3 ? 0 : 1] ?? 0,
          {
            ...CLAIM,
            worker: `worker ${i}`,
          },
        ),
    ),
  );
  const asked = claims.flat().map(({ range }) => range.from);
  assertEquals(asked.length, new Set(asked).size);
  assertEquals(asked.length, 12);
});

test("A provider has twenty open ingestions at most, of which holes begin no more than five", async (fresh) => {
  await using storage = await fresh.open();
  const { ingestions } = storage;
  const first = await filled(storage);
  const open = async (nth: number, cause: NewIngestion["cause"] = "api") => {
    const range = only(`2024-02-${String(nth).padStart(2, "0")}`);
    const wanted = { ...WANTED, range, cause, chunks: [range] };
    return (await ingestions.create(wanted, SYSTEM)).ingestion.id;
  };
  for (let nth = 1; nth <= 4; nth++) await open(nth, "hole");
  await assertRejects(() => open(5, "hole"), AppError, "5 open ingestions");
  for (let nth = 5; nth <= 19; nth++) await open(nth);
  const tooMany = await assertRejects(
    () => open(20),
    AppError,
    "20 is the most",
  );
  assertEquals(tooMany.code, "conflict");
  await ingestions.cancel(first, NOW, SYSTEM);
  await open(20);
  await assertRejects(
    () => ingestions.retry(first, SYSTEM),
    AppError,
    "20 is the most",
  );
});

test("Chunks go newest first, each to one of many workers", async (fresh) => {
  await using storage = await fresh.open();
  const id = await filled(storage);
  const first = await claimed(storage, id);
  assertEquals([first.range, first.failures], [only("2024-03-08"), 0]);
  assertEquals((await storage.ingestions.get(id))?.status, "running");
  const others = await Promise.all(
    ["b", "c", "d", "e"].map((worker) =>
      storage.ingestions.claim(id, { ...CLAIM, worker })
    ),
  );
  assertEquals(
    others.flat().map(({ range }) => range.from).sort(),
    [day("2024-03-06"), day("2024-03-07")],
  );
});

test("As many chunks as are wanted are claimed at once, newest first, and those that a dead worker held are counted once", async (fresh) => {
  await using storage = await fresh.open();
  const { ingestions } = storage;
  const id = await filled(storage);
  const counts = async () => {
    const { pending, running } = (await ingestions.get(id))?.chunks ?? {};
    return [pending, running];
  };
  await claimed(storage, id, { leaseSeconds: 0 });
  const two = await ingestions.claim(id, { ...CLAIM, worker: "b", most: 2 });
  assertEquals(two.map(({ range }) => range.from), [
    day("2024-03-08"),
    day("2024-03-07"),
  ]);
  assertEquals(await counts(), [1, 2]);
  const rest = await ingestions.claim(id, { ...CLAIM, worker: "c", most: 8 });
  assertEquals(rest.map(({ range }) => range.from), [day("2024-03-06")]);
  assertEquals(await counts(), [0, 3]);
});

test("A chunk whose worker died is claimed again; the dead one's answer is not stored", async (fresh) => {
  await using storage = await fresh.open();
  const { ingestions, rates } = storage;
  const id = await filled(storage);
  const dead = await claimed(storage, id, { leaseSeconds: 0 });
  const alive = await claimed(storage, id, { worker: "b" });
  // To die is no failure of the question.
  assertEquals([alive.id, alive.failures], [dead.id, 0]);
  assertEquals(await ingestions.renew(dead, 60), false);
  assertEquals(await ingestions.renew(alive, 60), true);
  const published = answer("EUR/USD 2024-03-08 1.0932", dead.range);
  const result = { published, requests: 1, at: NOW };
  assertEquals(await ingestions.finish(dead, result), null);
  assertEquals(await rates.ledger("bank", WANTED.range), []);
  assertEquals((await ingestions.finish(alive, result))?.inserted, 1);
  assertEquals(await ingestions.finish(alive, result), null);
  const found = await ingestions.get(id);
  assertEquals([found?.inserted, found?.requests, found?.chunks.done], [
    1,
    1,
    1,
  ]);
});

test("Rows, ledger, chunk and counts are stored together or not at all", async (fresh) => {
  await using storage = await fresh.open();
  const { ingestions, rates } = storage;
  const id = await filled(storage);
  const chunk = await claimed(storage, id);
  const broken = answer("EUR/EUR 2024-03-08 1\nEUR/USD 2024-03-08 1.09");
  await assertRejects(() =>
    ingestions.finish(chunk, { published: broken, requests: 1, at: NOW })
  );
  assertEquals(await rates.ledger("bank", WANTED.range), []);
  const found = await ingestions.get(id);
  assertEquals([found?.requests, found?.chunks.running], [0, 1]);
});

test("A large answer whose worker loses its claim leaves each day whole or unknown, and the next worker's counts true", async (fresh) => {
  await using storage = await fresh.open();
  const { ingestions, rates } = storage;
  const range = days("2020-01-01", "2023-12-31");
  const id = await filled(storage, { range, chunks: [range] });
  const chunk = await claimed(storage, id, { leaseSeconds: 0 });
  const observations = [...eachDay(range)].flatMap((date) =>
    Array.from({ length: 10 }, (_, i) => ({
      base: "EUR",
      quote: `AA${String.fromCharCode(65 + i)}`,
      date,
      rate: "1.5",
    }))
  );
  const published = { observations, covers: range, rejected: [] };
  const result = { published, requests: 1, at: NOW };
  const [first, [next]] = await Promise.all([
    ingestions.finish(chunk, result),
    ingestions.claim(id, { ...CLAIM, worker: "b" }),
  ]);
  assertEquals(first === null, next !== undefined);
  const known = (await rates.ledger("bank", range)).length;
  const stored = await storage.sql`select from rates`;
  assertEquals(stored.length, known * 10);
  if (next) {
    const saved = await ingestions.finish(next, result);
    assertEquals(saved?.unchanged, known * 10);
  }
  const found = await ingestions.get(id);
  assertEquals([found?.inserted, found?.chunks.done], [observations.length, 1]);
});

test("Rejected rows are counted, and the first hundred kept", async (fresh) => {
  await using storage = await fresh.open();
  const id = await filled(storage);
  for (let i = 0; i < 2; i++) {
    const chunk = await claimed(storage, id);
    const rejected = Array.from({ length: 70 }, (_, n) => ({
      row: `${chunk.range.from} row ${n}`,
      reason: "The rate is no usable number",
    }));
    const published = { ...answer("", chunk.range), rejected };
    await storage.ingestions.finish(chunk, { published, requests: 1, at: NOW });
  }
  const found = await storage.ingestions.get(id);
  assertEquals([found?.rejected, found?.rejectedRows.length], [140, 100]);
  assertEquals(found?.rejectedRows[99]?.row, "2024-03-07 row 29");
});

test("A failed chunk waits for its time, its day is remembered as failed, and the last failure closes the ingestion", async (fresh) => {
  await using storage = await fresh.open();
  const { ingestions, rates } = storage;
  const one = only("2024-03-08");
  const id = await filled(storage, { range: one, chunks: [one] });
  const later = new Date(NOW.getTime() + 5_000);
  const failure = { reason: "Answered HTTP 500", requests: 4, at: NOW };
  await ingestions.fail(await claimed(storage, id), {
    ...failure,
    notBefore: later,
  });
  assertEquals(await ingestions.claim(id, CLAIM), []);
  assertEquals(await ingestions.waiting(id, NOW), { open: 1, nextAt: later });
  assertEquals((await ingestions.settle(id, NOW))?.status, "running");
  const [remembered] = await rates.ledger("bank", one);
  assertEquals(remembered?.status, "failed");

  const again = await claimed(storage, id, { now: later });
  assertEquals(again.failures, 1);
  await ingestions.fail(again, { ...failure, notBefore: null });
  const closed = await ingestions.settle(id, NOW);
  assertEquals([closed?.status, closed?.error, closed?.requests], [
    "failed",
    "1 of 1 requests failed for good: Answered HTTP 500",
    8,
  ]);
});

test("A chunk that is given back counts no failure; a split one gives way to its parts", async (fresh) => {
  await using storage = await fresh.open();
  const { ingestions } = storage;
  const year = days("2023-01-01", "2023-01-03");
  const id = await filled(storage, { range: year, chunks: [year] });
  await ingestions.release(await claimed(storage, id), { requests: 1 });
  const chunk = await claimed(storage, id);
  assertEquals(chunk.failures, 0);
  await ingestions.split(chunk, {
    ranges: [only("2023-01-03"), only("2023-01-01")],
    requests: 1,
  });
  const found = await ingestions.get(id);
  assertEquals([found?.chunks.pending, found?.requests], [2, 2]);
  assertEquals((await claimed(storage, id)).range, only("2023-01-03"));
});

test("A cancelled ingestion hands out nothing, and is queued again by a retry", async (fresh) => {
  await using storage = await fresh.open();
  const { ingestions } = storage;
  const id = await filled(storage);
  const chunk = await claimed(storage, id);
  assertEquals((await ingestions.cancel(id, NOW, SYSTEM))?.status, "cancelled");
  assertEquals(await ingestions.claim(id, CLAIM), []);
  await assertRejects(
    () => ingestions.cancel(id, NOW, SYSTEM),
    AppError,
    "The ingestion is cancelled and cannot be cancelled.",
  );
  // What was under way is not thrown away.
  const published = answer("EUR/USD 2024-03-08 1.0932", chunk.range);
  const result = { published, requests: 1, at: NOW };
  assertEquals((await ingestions.finish(chunk, result))?.inserted, 1);
  assertEquals((await ingestions.retry(id, SYSTEM))?.status, "queued");
  assertEquals((await claimed(storage, id)).range, only("2024-03-07"));
  await assertRejects(() => ingestions.retry(id, SYSTEM), AppError, "running");
  assertEquals(await ingestions.cancel(id + 1, NOW, SYSTEM), null);
  assertEquals(await ingestions.retry(id + 1, SYSTEM), null);
});

test("One that somebody paused hands out nothing and is not due until somebody resumes it", async (fresh) => {
  await using storage = await fresh.open();
  const { ingestions } = storage;
  const id = await filled(storage);
  const chunk = await claimed(storage, id);
  const held = await ingestions.hold(id, SYSTEM);
  assertEquals([held?.status, held?.held], ["paused", true]);
  assertEquals(await ingestions.claim(id, CLAIM), []);
  assertEquals(await ingestions.due(NOW), []);
  // A run that ends just now does not make it go on at the next tick.
  const reason = "The budget is spent";
  await ingestions.pause(id, { reason, resumeAt: NOW });
  assertEquals((await ingestions.get(id))?.held, true);
  assertEquals(await ingestions.due(NOW), []);
  // What was under way is not thrown away.
  const published = answer("EUR/USD 2024-03-08 1.0932", chunk.range);
  await ingestions.finish(chunk, { published, requests: 1, at: NOW });
  const resumed = await ingestions.resume(id, SYSTEM);
  assertEquals([resumed?.status, resumed?.held], ["queued", false]);
  assertEquals((await claimed(storage, id)).range, only("2024-03-07"));
  await assertRejects(
    () => ingestions.resume(id, SYSTEM),
    AppError,
    "cannot be resumed",
  );
  await ingestions.hold(id, SYSTEM);
  assertEquals((await ingestions.cancel(id, NOW, SYSTEM))?.held, false);
  await assertRejects(
    () => ingestions.hold(id, SYSTEM),
    AppError,
    "cannot be paused",
  );
  assertEquals(await ingestions.hold(id + 1, SYSTEM), null);
  assertEquals(await ingestions.resume(id + 1, SYSTEM), null);
});

test("Only open ones are listed when asked so", async (fresh) => {
  await using storage = await fresh.open();
  const { ingestions } = storage;
  const id = await filled(storage);
  const open = async () =>
    (await ingestions.list({ limit: 9, open: true })).map(({ id }) => id);
  assertEquals(await open(), [id]);
  await ingestions.cancel(id, NOW, SYSTEM);
  assertEquals(await open(), []);
});

test("A retry is refused while another open ingestion has the range", async (fresh) => {
  await using storage = await fresh.open();
  const { ingestions } = storage;
  const id = await filled(storage);
  await ingestions.cancel(id, NOW, SYSTEM);
  await ingestions.create(WANTED, SYSTEM);
  await assertRejects(
    () => ingestions.retry(id, SYSTEM),
    AppError,
    "Another open",
  );
});

test("A paused ingestion is due at its time, a stopped one never", async (fresh) => {
  await using storage = await fresh.open();
  const { ingestions } = storage;
  const id = await filled(storage);
  const due = async (ms: number) =>
    (await ingestions.due(new Date(NOW.getTime() + ms))).map(({ id }) => id);
  assertEquals(await due(0), [id]);
  const resumeAt = new Date(NOW.getTime() + 1_000);
  const reason = "The budget of 30 requests is spent";
  const paused = await ingestions.pause(id, { reason, resumeAt });
  assertEquals([paused?.status, paused?.error], ["paused", reason]);
  assertEquals([await due(0), await due(1_000)], [[], [id]]);
  await ingestions.pause(id, { reason, resumeAt: null });
  assertEquals(await due(0), [id]);
  await ingestions.stop(id, { reason: "Check THE_KEY", at: NOW });
  assertEquals(await due(9_000), []);
  // A closed one stays closed.
  assertEquals(
    (await ingestions.pause(id, { reason, resumeAt: null }))?.status,
    "failed",
  );
});

test("A list is newest first, by pages, and those who watch see what changed", async (fresh) => {
  await using storage = await fresh.open();
  const { ingestions } = storage;
  const first = await filled(storage);
  const { ingestion: { id: second } } = await ingestions.create({
    ...WANTED,
    range: only("2024-03-01"),
    chunks: [only("2024-03-01")],
  }, SYSTEM);
  const ids = async (page: Parameters<typeof ingestions.list>[0]) =>
    (await ingestions.list(page)).map(({ id }) => id);
  assertEquals(await ids({ limit: 10 }), [second, first]);
  assertEquals(await ids({ limit: 1 }), [second]);
  assertEquals(await ids({ limit: 1, before: second }), [first]);
  assertEquals(await ids({ limit: 10, provider: "nobody" }), []);

  const seen = new Map(
    (await ingestions.list({ limit: 10 })).map((
      { id, version },
    ) => [id, version]),
  );
  assertEquals(await ingestions.changedSince(seen), []);
  await ingestions.finish(await claimed(storage, first), {
    published: null,
    requests: 0,
    at: NOW,
  });
  const changed = await ingestions.changedSince(seen);
  assertEquals(changed.map(({ id, chunks }) => [id, chunks.done]), [[
    first,
    1,
  ]]);
});

test("What was closed long ago is forgotten with its chunks, what is open never", async (fresh) => {
  await using storage = await fresh.open();
  const { ingestions, sql } = storage;
  const id = await filled(storage);
  assertEquals(await ingestions.removeClosedBefore(AGES_LATER), 0);
  await ingestions.cancel(id, NOW, SYSTEM);
  assertEquals(await ingestions.removeClosedBefore(NOW), 0);
  assertEquals(await ingestions.removeClosedBefore(AGES_LATER), 1);
  assertEquals(await ingestions.get(id), null);
  assertEquals([...await sql`select from ingestion_chunks`], []);
});

test("The counts of an ingestion are those of its chunks, whatever happens to them", async (fresh) => {
  await using storage = await fresh.open();
  const { ingestions, sql } = storage;
  const id = await filled(storage, {
    range: days("2024-03-01", "2024-03-10"),
    chunks: [days("2024-03-09", "2024-03-10"), ...WANTED.chunks],
  });
  const expectTrue = async () => {
    const counted = { pending: 0, running: 0, done: 0, failed: 0 };
    const rows = await sql<{ status: keyof typeof counted }[]>`
      select status from ingestion_chunks where ingestion_id = ${id}`;
    for (const { status } of rows) counted[status]++;
    assertEquals((await ingestions.get(id))?.chunks, counted);
  };
  const failure = { reason: "Answered HTTP 500", requests: 1, at: NOW };
  const steps: ((chunk: Chunk) => Promise<unknown>)[] = [
    (chunk) =>
      ingestions.split(chunk, {
        ranges: [only("2024-03-10"), only("2024-03-09")],
        requests: 1,
      }),
    (chunk) => ingestions.release(chunk, { requests: 1 }),
    (chunk) => ingestions.fail(chunk, { ...failure, notBefore: NOW }),
    (chunk) => ingestions.fail(chunk, { ...failure, notBefore: null }),
    (chunk) =>
      ingestions.finish(chunk, { published: null, requests: 1, at: NOW }),
    async (chunk) => {
      const published = answer("EUR/USD 2024-03-07 1.09", chunk.range);
      await ingestions.finish(chunk, { published, requests: 1, at: NOW });
      // The claim is gone: nothing is counted twice.
      await ingestions.release(chunk, { requests: 1 });
      await ingestions.fail(chunk, { ...failure, notBefore: null });
    },
    async () => {
      await ingestions.stop(id, { reason: "Check THE_KEY", at: NOW });
      await ingestions.retry(id, SYSTEM);
    },
  ];
  for (const step of steps) {
    const chunk = await claimed(storage, id, { leaseSeconds: 0 });
    await expectTrue();
    // The same by another, whose lease holds.
    const again = await claimed(storage, id, { worker: "b" });
    assertEquals(again.id, chunk.id);
    await step(again);
    await expectTrue();
  }
});

test("Each further failure of a day leaves it alone for twice as long, up to a day", async (fresh) => {
  await using storage = await fresh.open();
  await addProviders(storage, { bank: "EUR" });
  const waits = async (date: string, failures: number) => {
    const found: number[] = [];
    for (let i = 0; i < failures; i++) {
      await storage.rates.saveFailure("bank", only(date), {
        at: NOW,
        retryAt: new Date(NOW.getTime() + 60_000),
        reason: "No connection",
      });
      const [entry] = await storage.rates.ledger("bank", only(date));
      found.push(((entry?.retryAt?.getTime() ?? 0) - NOW.getTime()) / 60_000);
    }
    return found;
  };
  assertEquals((await waits("2020-01-01", 13)).slice(0, 5), [1, 2, 4, 8, 16]);
  assertEquals(await waits("2020-01-01", 1), [1_440]);
  assertEquals((await waits("2024-03-11", 8)).slice(5), [32, 60, 60]);
});
