/** The small charts of the converter: their path, their words and where they lead. */

import { assertEquals } from "@std/assert";
import {
  sparkPath,
  trendChart,
  trendWords,
} from "../../admin-ui/src/convert/trend_words.ts";

const BOX = { width: 104, height: 24 };
const READER = { figures: "en-GB", words: "en-GB" };

/** A trend over 11 days: ten pixels of the box each. */
function trend(points: Readonly<Record<string, number | null>>) {
  return {
    source: "USD",
    range: { from: "2024-10-01", to: "2024-10-11" },
    days: Object.keys(points),
    line: { code: "EUR", place: 0, values: Object.values(points) },
  };
}

Deno.test("A trend goes from left to right by its days, from foot to top by its rates", () => {
  const path = sparkPath(
    trend({ "2024-10-01": 1, "2024-10-04": 3, "2024-10-11": 2 }),
    BOX,
  );
  assertEquals(path, "M2.0 22.0L32.0 2.0L102.0 12.0");
});

Deno.test("A day without a rate is passed over, and what is young begins late", () => {
  const path = sparkPath(
    trend({
      "2024-10-06": null,
      "2024-10-07": 1,
      "2024-10-08": null,
      "2024-10-11": 2,
    }),
    BOX,
  );
  assertEquals(path, "M62.0 22.0L102.0 2.0");
});

Deno.test("A rate that never moved is a line through the middle", () => {
  const path = sparkPath(
    trend({ "2024-10-01": 7.46, "2024-10-11": 7.46 }),
    BOX,
  );
  assertEquals(path, "M2.0 12.0L102.0 12.0");
});

Deno.test("A trend says how far the rate went, and since which day", () => {
  const said = (points: Parameters<typeof trend>[0]) =>
    trendWords(trend(points), READER);
  assertEquals(
    said({ "2024-10-02": null, "2024-10-03": 1.25, "2024-10-11": 1.2 }),
    "-4.00% since 3 Oct",
  );
  assertEquals(
    said({ "2024-10-01": 1, "2024-10-04": 1.1, "2024-10-11": null }),
    "+10.00% since 1 Oct",
  );
});

Deno.test("One rate alone is no trend", () => {
  assertEquals(trendWords(trend({ "2024-10-11": 1.2 }), READER), null);
  assertEquals(trendWords(trend({ "2024-10-11": null }), READER), null);
  assertEquals(trendWords(trend({}), READER), null);
});

Deno.test("A trend up to today leads to the last three months, an older one to its own days", () => {
  const shown = trend({ "2024-10-01": 1, "2024-10-11": 2 });
  assertEquals(
    trendChart("EUR", shown, "2024-10-11"),
    "/admin/charts?source=USD&targets=EUR&period=3m&scale=rate",
  );
  assertEquals(
    trendChart("EUR", shown, "2024-10-12"),
    "/admin/charts?source=USD&targets=EUR&from=2024-10-01&to=2024-10-11&scale=rate",
  );
});
