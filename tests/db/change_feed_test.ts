/** The tables tell what has changed in them, and nobody misses it, whatever order transactions end in. */

import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { PostgresChangeFeed } from "../../db/change_feed.ts";
import type { Sql } from "../../db/client.ts";
import type { Storage } from "../../db/storage.ts";
import { day } from "../../rates/day.ts";
import { useDatabases } from "../support/databases.ts";
import { addProviders, days, save } from "../support/stored.ts";
import { SYSTEM } from "../support/people.ts";

const check = useDatabases();

/** What changed, written short: `2024-03-01..2024-03-05`, or `all`. */
async function news(feed: PostgresChangeFeed): Promise<string[]> {
  const { changed } = await feed.read();
  return changed.map((range) => range ? `${range.from}..${range.to}` : "all");
}

async function started(storage: Storage): Promise<PostgresChangeFeed> {
  await addProviders(storage, { ecb: "EUR", bank: "USD" });
  const feed = new PostgresChangeFeed(storage.sql);
  assertEquals(await news(feed), []);
  return feed;
}

const RATES =
  "EUR/USD 2024-03-05 1.08\nEUR/USD 2024-03-08 1.09\nEUR/INR 2024-03-06 90";

check(
  "Saving is one change of its days; the same answer again is none; a revision is one of its day",
  async ({ open }) => {
    await using storage = await open();
    const feed = await started(storage);
    await save(storage, "ecb", {
      text: RATES,
      covers: days("2024-03-04", "2024-03-09"),
    });
    const first = await news(feed);
    assert(first.includes("2024-03-04..2024-03-09"), first.join());
    await save(storage, "ecb", {
      text: RATES,
      covers: days("2024-03-04", "2024-03-09"),
    });
    assertEquals(await news(feed), []);
    await save(storage, "ecb", {
      text: RATES.replace("1.09", "1.10"),
      covers: days("2024-03-04", "2024-03-09"),
    });
    assertEquals(await news(feed), ["2024-03-08..2024-03-08"]);
  },
);

check(
  "A failure is a change of its days, and so is forgetting it",
  async ({ open }) => {
    await using storage = await open();
    const feed = await started(storage);
    const failure = {
      at: new Date("2024-03-11T12:00:00Z"),
      retryAt: new Date("2024-03-11T12:01:00Z"),
      reason: "away",
    };
    await storage.rates.saveFailure(
      "ecb",
      days("2024-03-10", "2024-03-11"),
      failure,
    );
    assertEquals(await news(feed), ["2024-03-10..2024-03-11"]);
    await storage.rates.forgetFailures("bank", SYSTEM);
    assertEquals(await news(feed), []);
    await storage.rates.forgetFailures("ecb", SYSTEM);
    assertEquals(await news(feed), ["2024-03-10..2024-03-11"]);
  },
);

check(
  "Order, enablement and currencies change every answer; what leaves them as they are does not",
  async ({ open }) => {
    await using storage = await open();
    const feed = await started(storage);
    await storage.providers.setOrder(["bank", "ecb"], null, SYSTEM);
    assertEquals(await news(feed), ["all"]);
    await storage.providers.setOrder(["bank", "ecb"], null, SYSTEM);
    await storage.providers.setEnabled("ecb", true, null, SYSTEM);
    assertEquals(await news(feed), []);
    await storage.providers.setEnabled("ecb", false, null, SYSTEM);
    assertEquals(await news(feed), ["all"]);
    const currency = {
      code: "USD",
      name: "Dollar",
      symbol: "$",
      numericCode: null,
      minorUnits: 2,
      enabled: true,
    };
    await storage.currencies.create(currency, SYSTEM);
    assertEquals(await news(feed), ["all"]);
    await storage.currencies.update(
      { code: "USD" },
      { symbol: "US$" },
      null,
      SYSTEM,
    );
    assertEquals(await news(feed), ["all"]);
    await storage.currencies.remove({ code: "USD" }, null, SYSTEM);
    assertEquals(await news(feed), ["all"]);
  },
);

check("Statements past the stores are noticed as well", async ({ open }) => {
  await using storage = await open();
  const feed = await started(storage);
  await save(storage, "ecb", { text: RATES });
  await feed.read();
  const { sql } = storage;
  const cases: [() => PromiseLike<unknown>, string[]][] = [
    [() => sql`update rates set rate = rate * 2 where quote = 'INR'`, [
      "2024-03-06..2024-03-06",
    ]],
    [() => sql`delete from rates where date = '2024-03-08'`, [
      "2024-03-08..2024-03-08",
    ]],
    [() => sql`delete from ledger where date = '2024-03-08'`, [
      "2024-03-08..2024-03-08",
    ]],
    [() => sql`update rates set rate = 1 where false`, []],
    [() => sql`update providers set settings = '{"a":1}'`, []],
    [() => sql`update providers set base = 'CHF' where key = 'bank'`, ["all"]],
    [() => sql`truncate rates`, ["all"]],
    [() => sql`truncate ledger`, ["all"]],
    [() => sql`truncate currencies`, ["all"]],
    [() => sql`delete from providers where key = 'bank'`, ["all"]],
  ];
  for (const [statement, expected] of cases) {
    await statement();
    assertEquals(await news(feed), expected);
  }
});

check(
  "Every reader gets every change once, and a new one judges answers from before its time",
  async ({ open, again }) => {
    await using storage = await open();
    const feed = await started(storage);
    const { position } = await feed.read();
    await save(storage, "ecb", { text: RATES });
    await feed.read();
    await using other = await again();
    const late = new PostgresChangeFeed(other.sql);
    assertEquals(await news(late), []);
    for (const reader of [feed, late]) {
      assertEquals(
        [
          reader.holdsSince(position, days("2024-03-01", "2024-03-04")),
          reader.holdsSince(position, days("2024-03-01", "2024-03-05")),
          reader.holdsSince(position, days("2024-03-09", "2024-03-20")),
        ],
        [true, false, true],
      );
    }
    assertEquals(await feed.database(), await late.database());
  },
);

check(
  "What is from the future, from long ago or no position at all is not vouched for",
  async ({ open }) => {
    await using storage = await open();
    await addProviders(storage, { ecb: "EUR" });
    const feed = new PostgresChangeFeed(storage.sql, { remembered: 3 });
    const { position } = await feed.read();
    const ages = days("2000-01-01", "2000-01-02");
    assertEquals(feed.holdsSince(position, ages), true);
    const [xmin] = position.split(":").map(Number);
    const next = (xmin ?? 0) + 1_000;
    assertEquals(feed.holdsSince(`${next}:${next}:`, ages), false);
    assertEquals(feed.holdsSince("yesterday", ages), false);
    for (let i = 1; i <= 5; i++) {
      await save(storage, "ecb", { text: `EUR/USD 2024-03-0${i} 1.08` });
      await feed.read();
    }
    assertEquals(feed.holdsSince(position, ages), false);
    const now = (await feed.read()).position;
    assertEquals(feed.holdsSince(now, ages), true);
    const fresh = new PostgresChangeFeed(storage.sql, { remembered: 3 });
    await fresh.read();
    assertEquals(fresh.holdsSince(position, ages), false);
  },
);

check("Old changes can be forgotten", async ({ open }) => {
  await using storage = await open();
  const feed = await started(storage);
  await save(storage, "ecb", { text: RATES });
  assertEquals(await feed.removeBefore(new Date("2000-01-01")), 0);
  const gone = await feed.removeBefore(new Date("2999-01-01"));
  assert(gone > 0);
  assertEquals(await news(feed), []);
});

check("Two databases have two names", async ({ open }) => {
  await using storage = await open();
  const first = await storage.changes.database();
  await storage.close();
  await using other = await open();
  assertNotEquals(await other.changes.database(), first);
});

check(
  "A transaction that ends later than a younger one is not missed",
  async ({ open, again }) => {
    await using storage = await open();
    const feed = await started(storage);
    if (storage.kind === "embedded") return; // One backend: transactions end in the order in which they begin.
    await using other = await again();
    const held = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const slow = other.sql.begin(async (tx) => {
      await insertDay(tx, "2024-03-01");
      begun.resolve();
      await held.promise;
    });
    await begun.promise;
    await insertDay(storage.sql, "2024-03-05");
    const { position, changed } = await feed.read();
    assertEquals(changed, [days("2024-03-05", "2024-03-05")]);
    held.resolve();
    await slow;
    assertEquals(await news(feed), ["2024-03-01..2024-03-01"]);
    assertEquals(
      [
        feed.holdsSince(position, days("2024-03-01", "2024-03-01")),
        feed.holdsSince(position, days("2024-03-05", "2024-03-05")),
      ],
      [false, true],
    );
  },
);

function insertDay(sql: Pick<Sql, "unsafe">, date: string) {
  return sql.unsafe(
    `insert into rates (provider_id, base, quote, date, rate, fetched_at)
     select id, 'EUR', 'USD', '${
      day(date)
    }', 1.08, now() from providers limit 1`,
  );
}
