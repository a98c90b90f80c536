/** What an ingestion tells of its chunks: how many are in each state, and what came of them. */

import type { Chunk, Rejection, Saved } from "../rates/ports.ts";
import type { Transaction } from "./client.ts";
import { NOTHING_SAVED } from "./save.ts";

/** Rejected rows that are kept to show. */
const KEPT_ROWS = 100;

/** Counts what was done with a chunk: where it went, `chunks` of them, and what came of it. */
export async function tally(
  tx: Transaction,
  { ingestion }: Chunk,
  { requests = 0, to = null, chunks = 1, saved = NOTHING_SAVED, rejected = [] }:
    {
      readonly requests?: number;
      readonly to?: "pending" | "done" | "failed" | null;
      readonly chunks?: number;
      readonly saved?: Saved;
      readonly rejected?: readonly Rejection[];
    },
): Promise<void> {
  const now = (state: typeof to) => to === state ? chunks : 0;
  await tx`
    update ingestions set
      requests = requests + ${requests},
      pending_chunks = pending_chunks + ${now("pending")},
      running_chunks = running_chunks - ${to === null ? 0 : 1},
      done_chunks = done_chunks + ${now("done")},
      failed_chunks = failed_chunks + ${now("failed")},
      inserted = inserted + ${saved.inserted},
      revised = revised + ${saved.revised},
      unchanged = unchanged + ${saved.unchanged},
      rejected = rejected + ${rejected.length},
      rejected_rows = ${
    rejected.length === 0 ? tx`rejected_rows` : tx`(
        select jsonb_agg(row order by place)
        from jsonb_array_elements(
          rejected_rows || ${tx.json(rejected.slice(0, KEPT_ROWS).map(plain))}
        ) with ordinality as rows (row, place)
        where place <= ${KEPT_ROWS}
      )`
  },
      version = version + 1,
      updated_at = now()
    where id = ${ingestion}`;
}

function plain({ row, reason }: Rejection) {
  return { row, reason };
}
