/** Ingestions and their chunks on both databases: claimed once, finished whole or not at all. */

import { assert, assertEquals, assertRejects } from "@std/assert";
import type { Storage } from "../../db/storage.ts";
import { day, type DayRange } from "../../rates/day.ts";
import { AppError } from "../../rates/errors.ts";
import type { Chunk, NewIngestion } from "../../rates/ports.ts";
import { useDatabases } from "../support/databases.ts";
import { addProviders, answer, days, SAVED_AT } from "../support/stored.ts";

const test = useDatabases();

const NOW = SAVED_AT;
const AGES_LATER = new Date("2999-01-01T00:00:00Z");
const CLAIM = { worker: "a", leaseSeconds: 60, now: NOW };

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
  });
  return ingestion.id;
}

async function claimed(
  storage: Storage,
  id: number,
  change: Partial<typeof CLAIM> = {},
): Promise<Chunk> {
  const chunk = await storage.ingestions.claim(id, { ...CLAIM, ...change });
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
    });
    return [ingestion.id === id, created];
  };
  assertEquals(await queue({}), [true, false]);
  const inside = only("2024-03-07");
  assertEquals(
    await queue({ range: inside, chunks: [inside], cause: "hole" }),
    [true, false],
  );
  assertEquals(await queue({ range: inside, chunks: [inside] }), [false, true]);
  await storage.ingestions.cancel(id, NOW);
  assertEquals(await queue({}), [false, true]);
});

test("An ingestion without anything to ask is done at once", async (fresh) => {
  await using storage = await fresh.open();
  const id = await filled(storage, { chunks: [] });
  const found = await storage.ingestions.get(id);
  assertEquals(found?.status, "done");
  assert(found?.finishedAt);
});

test("Chunks go newest first, each to one of many workers", async (fresh) => {
  await using storage = await fresh.open();
  const id = await filled(storage);
  const first = await claimed(storage, id);
  assertEquals([first.range, first.attempts], [only("2024-03-08"), 1]);
  assertEquals((await storage.ingestions.get(id))?.status, "running");
  const others = await Promise.all(
    ["b", "c", "d", "e"].map((worker) =>
      storage.ingestions.claim(id, { ...CLAIM, worker })
    ),
  );
  assertEquals(
    others.flatMap((chunk) => chunk ? [chunk.range.from] : []).sort(),
    [day("2024-03-06"), day("2024-03-07")],
  );
});

test("A chunk whose worker died is claimed again; the dead one's answer is not stored", async (fresh) => {
  await using storage = await fresh.open();
  const { ingestions, rates } = storage;
  const id = await filled(storage);
  const dead = await claimed(storage, id, { leaseSeconds: 0 });
  const alive = await claimed(storage, id, { worker: "b" });
  assertEquals([alive.id, alive.attempts], [dead.id, 2]);
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
  assertEquals(await ingestions.claim(id, CLAIM), null);
  assertEquals(await ingestions.waiting(id), { open: 1, nextAt: later });
  assertEquals((await ingestions.settle(id, NOW))?.status, "running");
  const [remembered] = await rates.ledger("bank", one);
  assertEquals(remembered?.status, "failed");

  const again = await claimed(storage, id, { now: later });
  assertEquals(again.attempts, 2);
  await ingestions.fail(again, { ...failure, notBefore: null });
  const closed = await ingestions.settle(id, NOW);
  assertEquals([closed?.status, closed?.error, closed?.requests], [
    "failed",
    "1 of 1 requests failed for good: Answered HTTP 500",
    8,
  ]);
});

test("A chunk that is given back counts no attempt; a split one gives way to its parts", async (fresh) => {
  await using storage = await fresh.open();
  const { ingestions } = storage;
  const year = days("2023-01-01", "2023-01-03");
  const id = await filled(storage, { range: year, chunks: [year] });
  await ingestions.release(await claimed(storage, id), { requests: 1 });
  const chunk = await claimed(storage, id);
  assertEquals(chunk.attempts, 1);
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
  assertEquals((await ingestions.cancel(id, NOW))?.status, "cancelled");
  assertEquals(await ingestions.claim(id, CLAIM), null);
  await assertRejects(
    () => ingestions.cancel(id, NOW),
    AppError,
    "The ingestion is cancelled and cannot be cancelled.",
  );
  // What was under way is not thrown away.
  const published = answer("EUR/USD 2024-03-08 1.0932", chunk.range);
  const result = { published, requests: 1, at: NOW };
  assertEquals((await ingestions.finish(chunk, result))?.inserted, 1);
  assertEquals((await ingestions.retry(id))?.status, "queued");
  assertEquals((await claimed(storage, id)).range, only("2024-03-07"));
  await assertRejects(() => ingestions.retry(id), AppError, "running");
  assertEquals(await ingestions.cancel(id + 1, NOW), null);
  assertEquals(await ingestions.retry(id + 1), null);
});

test("A retry is refused while another open ingestion has the range", async (fresh) => {
  await using storage = await fresh.open();
  const { ingestions } = storage;
  const id = await filled(storage);
  await ingestions.cancel(id, NOW);
  await ingestions.create(WANTED);
  await assertRejects(() => ingestions.retry(id), AppError, "Another open");
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
  });
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

test("The chunks of what was closed long ago are forgotten", async (fresh) => {
  await using storage = await fresh.open();
  const { ingestions } = storage;
  const id = await filled(storage);
  assertEquals(await ingestions.removeChunksBefore(AGES_LATER), 0);
  await ingestions.cancel(id, NOW);
  assertEquals(await ingestions.removeChunksBefore(NOW), 0);
  assertEquals(await ingestions.removeChunksBefore(AGES_LATER), 3);
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
