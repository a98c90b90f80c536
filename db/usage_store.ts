/** How many requests each provider was sent on each day, how many of them failed, and whether another may be sent. */

import { z } from "zod";
import type { Day } from "../rates/day.ts";
import { startOfPeriod } from "../rates/group.ts";
import type { ProviderUsage, Usage, UsageStore } from "../rates/ports.ts";
import { reach, type Sql } from "./client.ts";

const usageSchema = z.object({
  provider: z.string(),
  requests: z.number().int(),
  failures: z.number().int(),
});

const reservedSchema = z.object({ done: z.boolean() });

/** A {@linkcode UsageStore} on a Postgres. */
export class PostgresUsageStore implements UsageStore {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Adds to what the day has already. */
  record(provider: string, usage: Usage, day: Day): Promise<void> {
    return reach(async () => {
      await this.#sql`
        insert into provider_usage (provider_id, day, requests, failures)
        select id, ${day}, ${usage.requests}, ${usage.failures}
        from providers where key = ${provider}
        on conflict (provider_id, day) do update set
          requests = provider_usage.requests + excluded.requests,
          failures = provider_usage.failures + excluded.failures`;
    });
  }

  reserve(
    provider: string,
    { day, allowance }: { readonly day: Day; readonly allowance: number },
  ): Promise<boolean> {
    return reach(async () => {
      const since = startOfPeriod(day, "month");
      const [row] = await this.#sql`
        select reserve_request(${provider}, ${day}, ${since}, ${allowance}) as done`;
      return reservedSchema.parse(row).done;
    });
  }

  /** Every provider's sums from the day on, in order of preference; zero where nothing was sent. */
  since(day: Day): Promise<ProviderUsage[]> {
    return reach(async () => {
      const rows = await this.#sql`
        select p.key as provider,
          coalesce(sum(u.requests), 0)::integer as requests,
          coalesce(sum(u.failures), 0)::integer as failures
        from providers p
        left join provider_usage u on u.provider_id = p.id and u.day >= ${day}
        group by p.id, p.key, p.priority
        order by p.priority`;
      return z.array(usageSchema).parse(rows);
    });
  }

  removeBefore(day: Day): Promise<number> {
    return reach(async () => {
      const { count } = await this.#sql`
        delete from provider_usage where day < ${day}`;
      return count;
    });
  }
}
