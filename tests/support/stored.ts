/** Short ways to fill a database in tests. */

import { seed } from "../../db/seed.ts";
import type { Storage } from "../../db/storage.ts";
import {
  addDays,
  type Day,
  day,
  type DayRange,
  fromDayNumber,
} from "../../rates/day.ts";
import type {
  Observation,
  Published,
  RateStore,
  Saved,
} from "../../rates/ports.ts";

/** A range of days by their texts. */
export function days(from: string, to: string): DayRange {
  return { from: day(from), to: day(to) };
}

/** Observations written `EUR/USD 2024-03-08 1.0932`, one a line. */
export function observations(text: string): Observation[] {
  return text.trim().split("\n").map((line) => {
    const [pair = "", date = "", rate = ""] = line.trim().split(/\s+/);
    const [base = "", quote = ""] = pair.split("/");
    return { base, quote, date: day(date), rate };
  });
}

/** What an upstream answered: observations as text, and the days about which it is complete. */
export function answer(
  text: string,
  covers: DayRange | null = null,
): Published {
  return {
    observations: text.trim() === "" ? [] : observations(text),
    covers,
    rejected: [],
  };
}

/** The instant at which tests save when they do not say. */
export const SAVED_AT = new Date("2024-03-11T16:00:00.123Z");

/** Saves an answer. */
export function save(
  storage: Storage,
  provider: string,
  { text, covers, at = SAVED_AT }: {
    readonly text: string;
    readonly covers?: DayRange;
    readonly at?: Date;
  },
): Promise<Saved> {
  return storage.rates.save(provider, answer(text, covers), at);
}

/** Every rate that is stored of a provider between the currencies, by day. */
export async function storedRates(
  store: Pick<RateStore, "history" | "evidence">,
  provider: string,
  { codes, range }: {
    readonly codes: readonly string[];
    readonly range: DayRange;
  },
): Promise<(Observation & { readonly fetchedAt: Date })[]> {
  const pairs = codes.flatMap((base) =>
    codes.filter((quote) => quote !== base).map((quote) => ({ base, quote }))
  );
  const columns = await store.history(provider, pairs, range);
  const rows = columns.flatMap(({ base, quote, days, rates }) =>
    days.map(async (day, i) => {
      const date = fromDayNumber(day);
      const [known] = await store.evidence({
        source: base,
        targets: [quote],
        date,
        ledgerFrom: date,
        among: [provider],
      });
      const fetchedAt = known?.stored?.fetchedAt ?? new Date(NaN);
      return { base, quote, date, rate: rates[i] ?? "", fetchedAt };
    })
  );
  return (await Promise.all(rows))
    .sort((a, b) => a.date < b.date ? -1 : a.date > b.date ? 1 : 0);
}

/** Adds providers that publish against these currencies, in order of preference, switched on. */
export async function addProviders(
  storage: Storage,
  bases: Readonly<Record<string, string>>,
): Promise<void> {
  await seed(storage.sql, {
    providers: Object.entries(bases).map(([key, base]) => ({
      key,
      name: key.toUpperCase(),
      base,
      enabledAtFirst: true,
    })),
    currencies: [],
  });
}

/** A question about one day with a look-back of 14 days. */
export function ask(
  source: string,
  targets: readonly string[],
  date: string,
): {
  source: string;
  targets: readonly string[];
  date: Day;
  ledgerFrom: Day;
} {
  const end = day(date);
  return { source, targets, date: end, ledgerFrom: addDays(end, -14) };
}
