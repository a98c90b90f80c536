/** The charts' pure parts: periods, addresses, lines and words. */

import { assertEquals } from "@std/assert";
import {
  type ChartQuestion,
  FIRST_CHART,
  fromChartSearch,
  toChartSearch,
} from "../../admin-ui/src/charts/chart_question.ts";
import {
  missingWords,
  valueWriter,
} from "../../admin-ui/src/charts/chart_words.ts";
import {
  changeAt,
  differInSize,
  indexedLines,
  lastPlace,
  linesOf,
} from "../../admin-ui/src/charts/lines.ts";
import { groupFor, rangeOf } from "../../admin-ui/src/charts/periods.ts";

const TODAY = { today: "2024-03-31", since: "1999-01-04" };

const POINTS = [
  { date: "2024-10-25", target: "GBP", rate: 0.8 },
  { date: "2024-10-25", target: "USD", rate: 1.1 },
  { date: "2024-10-28", target: "USD", rate: 1.21 },
  { date: "2024-10-29", target: "GBP", rate: 0.6 },
];

Deno.test("A chart's question survives its address", () => {
  const questions: readonly ChartQuestion[] = [
    FIRST_CHART,
    { ...FIRST_CHART, targets: [], period: "max", indexed: false },
    { ...FIRST_CHART, period: { from: "2024-01-01", to: "2024-02-29" } },
  ];
  for (const question of questions) {
    assertEquals(
      fromChartSearch(toChartSearch(question), FIRST_CHART),
      question,
    );
  }
});

Deno.test("What an address of a chart garbles is as it was, and one that asks nothing is none", () => {
  assertEquals(fromChartSearch("?utm=1", FIRST_CHART), null);
  assertEquals(
    fromChartSearch(
      "?source=x&period=toString&from=2024-02-30&to=2024-03-01&scale=log",
      FIRST_CHART,
    ),
    FIRST_CHART,
  );
  assertEquals(
    fromChartSearch("?from=2024-03-02&to=2024-03-01", FIRST_CHART),
    FIRST_CHART,
  );
});

Deno.test("A period of months ends today and begins on a day that exists", () => {
  assertEquals(rangeOf("1m", TODAY), { from: "2024-02-29", to: "2024-03-31" });
  assertEquals(rangeOf("1y", TODAY).from, "2023-03-31");
  assertEquals(rangeOf("max", TODAY).from, "1999-01-04");
});

Deno.test("No period needs more than about 800 points a line", () => {
  assertEquals(groupFor(rangeOf("1y", TODAY)), null);
  assertEquals(groupFor(rangeOf("5y", TODAY)), "week");
  assertEquals(groupFor(rangeOf("10y", TODAY)), "week");
  assertEquals(groupFor(rangeOf("max", TODAY)), "month");
});

Deno.test("Lines share their days, keep their order and their colours, and have holes where nobody published", () => {
  assertEquals(linesOf(POINTS, ["USD", "XXX", "GBP"]), {
    days: ["2024-10-25", "2024-10-28", "2024-10-29"],
    lines: [
      { code: "USD", place: 0, values: [1.1, 1.21, null] },
      { code: "GBP", place: 2, values: [0.8, null, 0.6] },
    ],
  });
});

Deno.test("Indexed lines start at exactly 100, whichever their first rate is", () => {
  for (const rate of [1.0825, 0.83338, 164.45, 3e-9]) {
    const lines = linesOf([{ date: "2024-10-25", target: "GBP", rate }], [
      "GBP",
    ]);
    assertEquals(indexedLines(lines).lines[0]?.values, [100]);
  }
});

Deno.test("The difference since the start is that of the line's own first value", () => {
  const [usd, gbp] = linesOf(POINTS, ["USD", "GBP"]).lines;
  if (!usd || !gbp) throw new Error("Both have values");
  assertEquals(lastPlace(usd), 1);
  assertEquals(changeAt(usd, 1)?.toFixed(4), "0.1000");
  assertEquals(changeAt(usd, 2), null);
  assertEquals(changeAt(gbp, 2)?.toFixed(4), "-0.2500");
});

Deno.test("Lines of very different size are noticed", () => {
  const lines = linesOf(POINTS, ["USD", "GBP"]);
  assertEquals(differInSize(lines), false);
  const yen = [...POINTS, { date: "2024-10-25", target: "JPY", rate: 164 }];
  assertEquals(differInSize(linesOf(yen, ["USD", "JPY"])), true);
});

Deno.test("Values have six digits or two decimals, whichever is more, and line up", () => {
  const written = (value: number, smallest = value, indexed = false) =>
    valueWriter([value, null, smallest], { indexed, locale: "en-GB" })(value);
  assertEquals(written(1.0825), "1.08250");
  assertEquals(written(0.83338), "0.833380");
  assertEquals(written(16978.9), "16,978.90");
  assertEquals(written(0.00001234), "0.0000123400");
  assertEquals(written(100.5, 99.5), "100.5000");
  assertEquals(written(100, 99.5, true), "100.00");
});

Deno.test("A series that is not final says for which days, and a final one says nothing", () => {
  assertEquals(missingWords([], "en-GB"), null);
  assertEquals(
    missingWords([{ from: "2024-10-25", to: "2024-10-25" }], "en-GB")
      ?.split(" a preferred")[0],
    "For 25 October 2024",
  );
  assertEquals(
    missingWords([
      { from: "2024-10-01", to: "2024-10-02" },
      { from: "2024-10-25", to: "2024-10-25" },
    ], "en-GB")?.split(" a preferred")[0],
    "For 3 days between 1 October 2024 and 25 October 2024",
  );
});
