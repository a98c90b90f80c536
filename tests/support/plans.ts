/** The plans that a server makes for the statements of some work, whatever their values: as the program has them planned. */

import { z } from "zod";
import type { Sql } from "../../db/client.ts";

/** A step of a plan. */
export interface PlanNode {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly Plans?: readonly PlanNode[];
}

const nodeSchema: z.ZodType<PlanNode> = z.lazy(() =>
  z.object({
    "Node Type": z.string(),
    "Relation Name": z.string().optional(),
    Plans: z.array(nodeSchema).optional(),
  })
);

const explainedSchema = z.array(z.object({
  "QUERY PLAN": z.array(z.object({ Plan: nodeSchema })).length(1),
})).length(1);

/** Does the work and explains each statement of it; the client has one connection and plans whatever the values. */
export async function plansOf(
  sql: Sql,
  work: (sql: Sql) => Promise<unknown>,
): Promise<PlanNode[]> {
  const statements: { text: string; values: number }[] = [];
  const watched = new Proxy(sql, {
    apply(target, self, args) {
      const [strings, ...values] = args;
      const text = z.array(z.string()).parse(strings)
        .reduce((before, after, i) => `${before}$${i}${after}`);
      statements.push({ text, values: values.length });
      return Reflect.apply(target, self, args);
    },
  });
  await work(watched);
  const plans: PlanNode[] = [];
  for (const { text, values } of statements) {
    await sql.unsafe(`prepare explained as ${text}`);
    const nulls = Array.from({ length: values }, () => "null").join(", ");
    const rows = await sql.unsafe(
      `explain (format json) execute explained(${nulls})`,
    );
    await sql.unsafe("deallocate explained");
    for (const row of explainedSchema.parse([...rows])) {
      plans.push(...row["QUERY PLAN"].map(({ Plan }) => Plan));
    }
  }
  return plans;
}

/** The way down to each scan of the table, from the top: `Limit > Index Only Scan`. */
export function pathsTo(
  table: string,
  nodes: readonly PlanNode[],
  above: readonly string[] = [],
): string[] {
  return nodes.flatMap((node) => {
    const here = [...above, node["Node Type"]];
    const own = node["Relation Name"] === table ? [here.join(" > ")] : [];
    return [...own, ...pathsTo(table, node.Plans ?? [], here)];
  });
}
