/** Who queued an ingestion or steered it, written down in the transaction that does so. */

import { z } from "zod";
import type { Actor, NewIngestion } from "../rates/ports.ts";
import { writeAudit, writeChange } from "./audit.ts";
import type { Transaction } from "./client.ts";

const factsSchema = z.object({
  status: z.string(),
  held: z.boolean(),
  max_requests: z.number().int().nullable(),
});

/** Does the work, and writes down what it has changed of the ingestion. */
export async function writeSteered(
  tx: Transaction,
  { id, what, by }: {
    readonly id: number;
    readonly what: string;
    readonly by: Actor;
  },
  work: () => Promise<void>,
): Promise<void> {
  const before = await factsOf(tx, id);
  await work();
  const after = await factsOf(tx, id);
  if (!before || !after) return;
  const change = { action: `ingestion.${what}`, subject: String(id) };
  await writeChange(tx, change, [before, after], by);
}

/** What somebody can change of an ingestion. */
async function factsOf(tx: Transaction, id: number) {
  const [row] = await tx`
    select status, held, max_requests from ingestions where id = ${id}`;
  return row ? factsSchema.parse(row) : null;
}

/** Writes down that an ingestion was made. */
export async function writeCreated(
  tx: Transaction,
  id: number,
  { provider, range, cause, chunks }: NewIngestion,
  by: Actor,
): Promise<void> {
  const after = { provider, ...range, cause, requests: chunks.length };
  await writeAudit(tx, {
    action: "ingestion.create",
    subject: String(id),
    before: null,
    after,
  }, by);
}
