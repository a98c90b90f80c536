/** How old the newest rates are. */

import type { Provider } from "../api/client.ts";

const DAY_MS = 86_400_000;

/** Over a long weekend with a holiday nobody publishes; what is older is old. */
export const FRESH_DAYS = 4;

/** The newest day that a provider who is on has stored; made-up rates do not count. */
export function newestOf(
  providers: readonly Pick<Provider, "enabled" | "synthetic" | "newest_day">[],
): string | null {
  return providers.filter(({ enabled, synthetic }) => enabled && !synthetic)
    .flatMap(({ newest_day: day }) => day ?? []).sort().at(-1) ?? null;
}

/** Whole days since a day (UTC). */
export function ageInDays(day: string, now: Date): number {
  return Math.floor((now.getTime() - Date.parse(day)) / DAY_MS);
}
