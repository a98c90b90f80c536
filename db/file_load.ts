/** A file that was handed in, among the loads: what came of it, or of as much of it as is stored. */

import { z } from "zod";
import { spanOf } from "../rates/day.ts";
import type { Published, Saved } from "../rates/ports.ts";
import type { Transaction } from "./client.ts";

/** As many as of other loads. */
const SHOWN_ROWS = 100;

const rowSchema = z.object({ id: z.number().int() });

/** A file and how far it is stored. */
export interface FileLoad {
  readonly provider: string;
  readonly published: Published;
  /** Of all parts so far. */
  readonly saved: Saved;
  readonly isWhole: boolean;
  readonly at: Date;
}

/**
 * Writes down what has come of a file, in the transaction of each of its parts, and gives the id of its load: null for a
 * file without a single rate, which loads nothing.
 *
 * Until the last part it stands there as failed: whoever stores it may be gone before anybody could say so.
 */
export async function writeFileLoad(
  tx: Transaction,
  id: number | null,
  file: FileLoad,
): Promise<number | null> {
  const { saved, isWhole } = file;
  if (id === null) return await insertLoad(tx, file);
  await tx`
    update ingestions set
      status = ${statusOf(file)}, error = ${isWhole ? null : partWords(file)},
      inserted = ${saved.inserted}, revised = ${saved.revised},
      unchanged = ${saved.unchanged}, finished_at = now(),
      version = version + 1, updated_at = now()
    where id = ${id}`;
  return id;
}

async function insertLoad(
  tx: Transaction,
  file: FileLoad,
): Promise<number | null> {
  const { provider, published, saved, isWhole, at } = file;
  const { observations, rejected } = published;
  const span = spanOf(observations.map(({ date }) => date));
  if (!span) return null;
  const rows = rejected.slice(0, SHOWN_ROWS)
    .map(({ row, reason }) => ({ row, reason }));
  const [made] = await tx`
    insert into ingestions (
      provider_id, from_day, to_day, status, cause, error, inserted, revised,
      unchanged, rejected, rejected_rows, started_at, finished_at
    )
    select id, ${span.from}, ${span.to}, ${statusOf(file)}, 'file',
      ${isWhole ? null : partWords(file)}, ${saved.inserted},
      ${saved.revised}, ${saved.unchanged}, ${rejected.length},
      ${tx.json(rows)}, ${at}, now()
    from providers where key = ${provider}
    returning id`;
  return rowSchema.parse(made).id;
}

function statusOf({ isWhole }: FileLoad): "done" | "failed" {
  return isWhole ? "done" : "failed";
}

function partWords({ published, saved }: FileLoad): string {
  const { format } = new Intl.NumberFormat("en");
  const stored = saved.inserted + saved.revised + saved.unchanged;
  return `The newest ${format(saved.days)} of its days are stored, ${
    format(stored)
  } of ${
    format(published.observations.length)
  } rates. Unless the rest is being stored at this moment, hand the file in again: what is there is not stored twice.`;
}
