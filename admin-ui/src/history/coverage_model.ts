/** What is known of each provider's days: by year, and day by day where somebody looks. */

import { createModel, signal } from "@preact/signals";
import { ask } from "../api/ask.ts";
import type { Client, Coverage, CoverageYears } from "../api/client.ts";
import { afterLoading, type Loaded } from "../api/loaded.ts";

/** The days of one service. */
export const CoverageModel = createModel(function coverageModel(
  client: Client,
) {
  const years = signal<Loaded<readonly CoverageYears[]>>({ status: "loading" });
  const days = signal<Loaded<Coverage>>({ status: "loading" });
  let newest = 0;

  return {
    years,
    /** Of the provider and year that were asked for last. */
    days,
    async load(): Promise<void> {
      if (years.peek().status === "error") years.value = { status: "loading" };
      const result = await ask((init) =>
        client.coverage.years.$get({ query: {} }, init)
      );
      years.value = afterLoading(years.peek(), result);
    },
    async loadDays(provider: string, year: number): Promise<void> {
      const mine = ++newest;
      const before = days.peek();
      const same = before.status === "ready" &&
        before.data.provider === provider && before.data.year === year;
      if (!same) days.value = { status: "loading" };
      const query = { provider, year: String(year) };
      const result = await ask((init) => client.coverage.$get({ query }, init));
      if (mine === newest) days.value = afterLoading(days.peek(), result);
    },
  };
});

/** What {@linkcode CoverageModel} makes. */
export type Coverages = InstanceType<typeof CoverageModel>;
