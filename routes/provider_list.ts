/** Providers as the API describes them: their settings, and how each is at the moment. */

import type { z } from "@hono/zod-openapi";
import { dayOf } from "../rates/day.ts";
import { startOfPeriod } from "../rates/group.ts";
import type { ProviderSetting } from "../rates/ports.ts";
import { type ProviderBody, providerBody } from "./provider_body.ts";
import { freshness, isSpent } from "./provider_freshness.ts";
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
  const month = startOfPeriod(dayOf(deps.clock()), "month");
  const usage = new Map(
    (await deps.usage.since(month)).map((one) => [one.provider, one]),
  );
  // A row of an older program, whose provider is gone, is left out.
  const bodies = await Promise.all(settings.map(async (setting) => {
    const provider = deps.providers.get(setting.key);
    if (!provider) return [];
    const newestDay = await deps.store.newestDay(setting.key);
    const requestsThisMonth = usage.get(setting.key)?.requests ?? 0;
    return [
      providerBody(provider, setting, {
        newestDay,
        requestsThisMonth,
        now: deps.clock(),
        ...await freshness(deps, provider, {
          newestDay,
          isAsked: setting.enabled && !isSpent(provider, requestsThisMonth),
        }),
      }),
    ];
  }));
  return bodies.flat();
}
