/** What questions find missing is queued, once in a while. */

import { assertEquals } from "@std/assert";
import { createFillHoles } from "../../jobs/fill_holes.ts";
import type { DayRange } from "../../rates/day.ts";
import type { Ingestion } from "../../rates/ports.ts";
import type { FillRange } from "../../rates/queue.ts";
import { quietLog } from "../support/databases.ts";
import { days } from "../support/stored.ts";

const FIRST = days("2024-03-01", "2024-03-05");
const SECOND = days("2024-03-20", "2024-03-22");

type Wanted = Parameters<FillRange>[0];

/** A queue that remembers, and a clock that a test moves. */
function world({ created = true }: { readonly created?: boolean } = {}) {
  let nowMs = Date.parse("2024-06-01T12:00:00Z");
  const wanted: Wanted[] = [];
  const told: string[] = [];
  const underWay: Promise<void>[] = [];
  const fillHoles = createFillHoles({
    fill(one) {
      wanted.push(one);
      return Promise.resolve({ ingestion: ingestionOf(one), created });
    },
    background: (work) => void underWay.push(work),
    clock: () => new Date(nowMs),
    log: { ...quietLog, info: (message) => void told.push(message) },
  });
  return {
    wanted,
    told,
    async found(provider: string, ...ranges: readonly DayRange[]) {
      fillHoles(provider, ranges);
      await Promise.all(underWay);
    },
    pass(seconds: number) {
      nowMs += seconds * 1_000;
    },
  };
}

function ingestionOf(wanted: Wanted): Ingestion {
  const at = new Date("2024-06-01T12:00:00Z");
  return {
    ...wanted,
    maxRequests: null,
    id: 1,
    status: "queued",
    requests: 0,
    chunks: { pending: 1, running: 0, done: 0, failed: 0 },
    inserted: 0,
    revised: 0,
    unchanged: 0,
    rejected: 0,
    rejectedRows: [],
    error: null,
    resumeAt: null,
    held: false,
    createdAt: at,
    startedAt: null,
    finishedAt: null,
    updatedAt: at,
    version: 1,
  };
}

Deno.test("Holes of one series are queued as one ingestion, from the oldest to the newest", async () => {
  const { wanted, told, found } = world();
  await found("bank", FIRST, SECOND);
  assertEquals(wanted, [{
    provider: "bank",
    range: days("2024-03-01", "2024-03-22"),
    cause: "hole",
  }]);
  assertEquals(told, ["Queued a hole to be filled"]);
});

Deno.test("The same hole is queued once in ten minutes; another provider's or range's is its own", async () => {
  const { wanted, found, pass } = world();
  await found("bank", FIRST);
  await found("bank", FIRST);
  pass(599);
  await found("bank", FIRST);
  assertEquals(wanted.length, 1);
  await found("other", FIRST);
  await found("bank", SECOND);
  assertEquals(wanted.length, 3);
  pass(1);
  await found("bank", FIRST);
  assertEquals(wanted.length, 4);
});

Deno.test("A series without holes queues nothing", async () => {
  const { wanted, found } = world();
  await found("bank");
  assertEquals(wanted, []);
});

Deno.test("A hole that is queued already is not told again", async () => {
  const { wanted, told, found } = world({ created: false });
  await found("bank", FIRST);
  assertEquals([wanted.length, told], [1, []]);
});
