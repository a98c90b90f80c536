/** How the statements that answer questions reach their rows: by the key alone, and without sorting a history. */

import { assertEquals, assertMatch } from "@std/assert";
import { openClient } from "../../db/client.ts";
import { readEvidence } from "../../db/evidence.ts";
import { readLedgersAt } from "../../db/ledger.ts";
import { readHistory } from "../../db/series.ts";
import { openStorage } from "../../db/storage.ts";
import { quietLog } from "../support/databases.ts";
import { pathsTo, plansOf } from "../support/plans.ts";
import { startPostgres } from "../support/postgres.ts";
import { addProviders, ask, days } from "../support/stored.ts";

/** Providers with 20 currencies of 2,000 days, in the order of days: as a table looks that grew day by day. */
const FILL = `
  insert into rates (provider_id, base, quote, date, rate, fetched_at)
  select p.id, p.base, 'Q' || chr(65 + c / 5) || chr(65 + c % 5),
    date '2019-01-01' + n, 1 + n * 0.001, now()
  from generate_series(0, 1999) n, generate_series(0, 19) c, providers p;
  insert into ledger (provider_id, date, status, rows, attempts, fetched_at)
  select p.id, date '2019-01-01' + n, 'loaded', 20, 1, now()
  from generate_series(0, 1999) n, providers p`;

Deno.test("Rates are read from the index alone, and no history is sorted to answer for a day of it", async (t) => {
  await using cluster = await startPostgres();
  if (!cluster) return;
  const databaseUrl = cluster.url("postgres");
  await using storage = await openStorage({
    databaseUrl,
    dataDir: "/nonexistent",
    log: quietLog,
  });
  await addProviders(storage, { ecb: "EUR", other: "USD" });
  await storage.sql.unsafe(FILL);
  await storage.sql`vacuum analyze`;
  const sql = openClient({
    server: { url: databaseUrl },
    log: quietLog,
    maxConnections: 1,
  });
  try {
    await t.step("a history", async () => {
      const plans = await plansOf(sql, (watched) =>
        readHistory(watched, {
          provider: "ecb",
          pairs: [{ base: "EUR", quote: "QAA" }, { base: "EUR", quote: "QBB" }],
          range: days("2019-01-01", "2023-12-31"),
        }));
      const paths = pathsTo("rates", plans);
      // One statement for each of the two.
      const path = "Nested Loop > Aggregate > Index Only Scan";
      assertEquals(paths, [path, path]);
    });

    await t.step("the evidence for a day", async () => {
      const plans = await plansOf(
        sql,
        (watched) =>
          readEvidence(watched, ask("QAA", ["QBB", "QCC"], "2021-06-01")),
      );
      const paths = pathsTo("rates", plans);
      assertEquals(paths.length, 5, paths.join("\n"));
      for (const path of paths) {
        // Nothing between the limit and the scan reads more than the limit lets through.
        assertMatch(
          path,
          /Limit( > (Result|Nested Loop|Memoize|Subquery Scan|Limit))* > Index Only Scan$/,
        );
      }
    });

    await t.step("the ledgers", async () => {
      const plans = await plansOf(
        sql,
        (watched) => readLedgersAt(watched, days("2021-06-01", "2021-06-30")),
      );
      const paths = pathsTo("ledger", plans);
      assertEquals(paths.length, 1);
      for (const path of paths) {
        assertMatch(path, /(Index Scan|Bitmap Heap Scan)$/);
      }
    });
  } finally {
    await sql.end();
  }
});
