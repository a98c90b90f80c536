/** A file that was handed in, among the loads: what it came to, from its first day to its last. */

import { spanOf } from "../rates/day.ts";
import type { Published, Saved } from "../rates/ports.ts";
import type { Transaction } from "./client.ts";

/** As many as of other loads. */
const SHOWN_ROWS = 100;

/** Writes down a load that is over; nothing for a file without a single rate, which loaded nothing. */
export async function writeFileLoad(
  tx: Transaction,
  { provider, published, saved, at }: {
    readonly provider: string;
    readonly published: Published;
    readonly saved: Saved;
    readonly at: Date;
  },
): Promise<void> {
  const { observations, rejected } = published;
  const span = spanOf(observations.map(({ date }) => date));
  if (!span) return;
  const rows = rejected.slice(0, SHOWN_ROWS)
    .map(({ row, reason }) => ({ row, reason }));
  await tx`
    insert into ingestions (
      provider_id, from_day, to_day, status, cause, inserted, revised,
      unchanged, rejected, rejected_rows, started_at, finished_at
    )
    select id, ${span.from}, ${span.to}, 'done', 'file', ${saved.inserted},
      ${saved.revised}, ${saved.unchanged}, ${rejected.length},
      ${tx.json(rows)}, ${at}, now()
    from providers where key = ${provider}`;
}
