/** A process that stores a large file in an embedded database once it is told to, until it is killed. */

import { openStorage } from "../../db/storage.ts";
import { eachDay } from "../../rates/day.ts";
import { quietLog } from "./databases.ts";
import { SYSTEM } from "./people.ts";
import { addProviders, days, SAVED_AT } from "./stored.ts";

/** The days of the answer, and how many rates each has. */
export const LOADED = days("2015-01-01", "2021-12-31");
export const RATES_A_DAY = 26;

/** What is stored. */
export function largeAnswer() {
  const letters = Array.from(
    { length: RATES_A_DAY },
    (_, i) => String.fromCharCode(65 + i),
  );
  return {
    observations: [...eachDay(LOADED)].flatMap((date) =>
      letters.map((letter) => ({
        base: "EUR",
        quote: `AA${letter}`,
        date,
        rate: "1.2345",
      }))
    ),
    covers: LOADED,
    rejected: [],
  };
}

if (import.meta.main) {
  const [dataDir = ""] = Deno.args;
  const store = await openStorage({
    databaseUrl: null,
    dataDir,
    log: quietLog,
  });
  await addProviders(store, { loader: "EUR" });
  await Deno.stdout.write(new TextEncoder().encode("ready\n"));
  await Deno.stdin.read(new Uint8Array(1));
  await store.rates.save("loader", largeAnswer(), SAVED_AT, SYSTEM);
}
