/** Requests are counted by provider and day, written down once, and never lost to a database that is away. */

import { assertEquals } from "@std/assert";
import { createUsageRecorder } from "../../jobs/usage.ts";
import type { Day } from "../../rates/day.ts";
import type { Usage } from "../../rates/ports.ts";
import { quietLog } from "../support/databases.ts";

/** A request, and one that failed. */
const GOOD = { requests: 1, failures: 0 };
const BAD = { requests: 1, failures: 1 };

/** A store that can be away, and a clock that a test moves. */
function world() {
  let time = "2024-03-07T23:59:59Z";
  let away = false;
  const written: string[] = [];
  const recorder = createUsageRecorder({
    store: {
      record(provider: string, { requests, failures }: Usage, day: Day) {
        if (away) return Promise.reject(new Error("The database is away"));
        written.push(`${provider} ${day} ${requests} ${failures}`);
        return Promise.resolve();
      },
    },
    clock: () => new Date(time),
    log: quietLog,
  });
  return {
    ...recorder,
    written,
    at: (now: string) => void (time = now),
    setAway: (isAway: boolean) => void (away = isAway),
  };
}

Deno.test("Requests are summed by provider and day, those that failed too", async () => {
  const { count, flush, written, at } = world();
  count("bank", GOOD);
  count("bank", BAD);
  count("other", GOOD);
  at("2024-03-08T00:00:00Z");
  count("bank", GOOD);
  await flush();
  assertEquals(written, [
    "bank 2024-03-07 2 1",
    "other 2024-03-07 1 0",
    "bank 2024-03-08 1 0",
  ]);
});

Deno.test("What is written down is not written twice", async () => {
  const { count, flush, written } = world();
  count("bank", GOOD);
  await Promise.all([flush(), flush()]);
  await flush();
  assertEquals(written, ["bank 2024-03-07 1 0"]);
});

Deno.test("What cannot be written stays counted, on its own day", async () => {
  const { count, flush, written, at, setAway } = world();
  setAway(true);
  count("bank", BAD);
  await flush();
  at("2024-03-08T00:00:00Z");
  count("bank", GOOD);
  await flush();
  assertEquals(written, []);
  setAway(false);
  await flush();
  assertEquals(written, ["bank 2024-03-07 1 1", "bank 2024-03-08 1 0"]);
});
