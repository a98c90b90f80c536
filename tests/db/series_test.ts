/** What reading a history in bulk guarantees. */

import { assertEquals } from "@std/assert";
import { addDays, dayNumber, eachDay } from "../../rates/day.ts";
import { useDatabases } from "../support/databases.ts";
import { addProviders, days, save } from "../support/stored.ts";

const test = useDatabases();

test("A history of years comes whole: each of its days once and in order, the first and the last too", async (fresh) => {
  await using store = await fresh.open();
  await addProviders(store, { ecb: "EUR" });
  const all = days("2018-01-01", "2024-12-31");
  const dates = [...eachDay(all)];
  await save(store, "ecb", {
    text: dates.map((date, i) => `EUR/USD ${date} 1.${i}1`).join("\n"),
    covers: all,
  });
  for (const offset of [0, 1, 365, 1_500, dates.length - 1]) {
    const range = { from: addDays(all.from, offset), to: all.to };
    const columns = await store.rates.history("ecb", [
      { base: "EUR", quote: "USD" },
      { base: "USD", quote: "EUR" },
    ], range);
    assertEquals(
      columns.flatMap(({ days }) => days),
      dates.slice(offset).map(dayNumber),
    );
    assertEquals(
      columns.flatMap(({ rates }) => rates),
      dates.slice(offset).map((_, i) => `1.${i + offset}1`),
    );
  }
});
