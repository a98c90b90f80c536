/** Requests are counted by provider and day, written down once, and never lost to a database that is away. */

import { assertEquals } from "@std/assert";
import { createUsageRecorder } from "../../jobs/usage.ts";
import { type Day, day } from "../../rates/day.ts";
import type { Usage } from "../../rates/ports.ts";
import { quietLog } from "../support/databases.ts";

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
      since: () =>
        Promise.resolve([
          { provider: "bank", requests: written.length, failures: 0 },
        ]),
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
  count("bank", { ok: true });
  count("bank", { ok: false });
  count("other", { ok: true });
  at("2024-03-08T00:00:00Z");
  count("bank", { ok: true });
  await flush();
  assertEquals(written, [
    "bank 2024-03-07 2 1",
    "other 2024-03-07 1 0",
    "bank 2024-03-08 1 0",
  ]);
});

Deno.test("What is written down is not written twice", async () => {
  const { count, flush, written } = world();
  count("bank", { ok: true });
  await Promise.all([flush(), flush()]);
  await flush();
  assertEquals(written, ["bank 2024-03-07 1 0"]);
});

Deno.test("What cannot be written stays counted, on its own day", async () => {
  const { count, flush, written, at, setAway } = world();
  setAway(true);
  count("bank", { ok: false });
  await flush();
  at("2024-03-08T00:00:00Z");
  count("bank", { ok: true });
  await flush();
  assertEquals(written, []);
  setAway(false);
  await flush();
  assertEquals(written, ["bank 2024-03-07 1 1", "bank 2024-03-08 1 0"]);
});

Deno.test("A question for the sums sees what was counted just before", async () => {
  const { count, since, written } = world();
  count("bank", { ok: true });
  const [bank] = await since(day("2024-03-01"));
  assertEquals([bank?.requests, written.length], [1, 1]);
});
