/** Providers as the API describes them: their settings, and how each is at the moment. */

import type { z } from "@hono/zod-openapi";
import { dayOf } from "../rates/day.ts";
import { startOfPeriod } from "../rates/group.ts";
import type { ProviderSetting } from "../rates/ports.ts";
import { type ProviderBody, providerBody } from "./provider_body.ts";
import { isSpent, readFreshness } from "./provider_freshness.ts";
import type { ProvidersDeps } from "./providers.ts";

/** A provider as JSON. */
type Described = z.infer<typeof ProviderBody>;

/** All of them, in order of preference. */
export async function describeAll(deps: ProvidersDeps): Promise<Described[]> {
  return await describe(deps, await deps.settings.list());
}

/** One that is known to be there. */
export async function describeOne(
  deps: ProvidersDeps,
  key: string,
): Promise<Described> {
  const all = await deps.settings.list();
  const [found] = await describe(deps, all.filter((one) => one.key === key));
  if (!found) throw new Error(`Cannot find the setting of '${key}'`);
  return found;
}

async function describe(
  deps: ProvidersDeps,
  settings: readonly ProviderSetting[],
): Promise<Described[]> {
  const now = deps.clock();
  const [used, freshnessOf] = await Promise.all([
    deps.usage.since(startOfPeriod(dayOf(now), "month")),
    readFreshness(deps.store, now),
  ]);
  const usage = new Map(used.map((one) => [one.provider, one]));
  return settings.flatMap((setting) => {
    const provider = deps.providers.get(setting.key);
    // A row of an older program, whose provider is gone, is left out.
    if (!provider) return [];
    const requestsThisMonth = usage.get(setting.key)?.requests ?? 0;
    const isAsked = setting.enabled && !isSpent(provider, requestsThisMonth) &&
      provider.facts.missingSetting === null;
    const { newestDay, lastLoadedAt, nextRefreshAt } = freshnessOf(provider);
    return [
      providerBody(provider, setting, {
        newestDay,
        lastLoadedAt,
        nextRefreshAt: isAsked ? nextRefreshAt() : null,
        requestsThisMonth,
        now,
      }),
    ];
  });
}
