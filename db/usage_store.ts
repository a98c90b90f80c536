/** How many requests each provider was sent on each day, how many of them failed, and whether another may be sent. */

import { z } from "zod";
import type { Day } from "../rates/day.ts";
import { startOfPeriod } from "../rates/group.ts";
import type { ProviderUsage, Usage, UsageStore } from "../rates/ports.ts";
import { reach, type Sql, transaction } from "./client.ts";

const usageSchema = z.object({
  provider: z.string(),
  requests: z.number().int(),
  failures: z.number().int(),
});

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
    return reach(() =>
      transaction(this.#sql, async (tx) => {
        // One after the other: a sum made before this lock would miss what others add meanwhile.
        await tx`
          select from providers where key = ${provider} for no key update`;
        const { count } = await tx`
          insert into provider_usage (provider_id, day, requests, failures)
          select p.id, ${day}, 1, 0 from providers p
          where p.key = ${provider} and ${allowance} > (
            select coalesce(sum(u.requests), 0) from provider_usage u
            where u.provider_id = p.id
              and u.day >= ${startOfPeriod(day, "month")}
          )
          on conflict (provider_id, day) do update
            set requests = provider_usage.requests + 1`;
        return count > 0;
      })
    );
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
