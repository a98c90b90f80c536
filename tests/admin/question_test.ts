/** The converter's question: an address holds all of it, and changing one part keeps the others. */

import { assertEquals } from "@std/assert";
import {
  FIRST_QUESTION,
  fromSearch,
  hasQuestion,
  type Question,
  swapped,
  toSearch,
  withSource,
} from "../../admin-ui/src/convert/question.ts";

const QUESTION: Question = {
  amount: "1250.50",
  source: "USD",
  targets: ["EUR", "INR", "JPY"],
  date: "2024-10-27",
};

Deno.test("A question survives its address", () => {
  for (
    const question of [
      QUESTION,
      FIRST_QUESTION,
      { ...QUESTION, date: null },
      { ...QUESTION, targets: [] },
    ]
  ) {
    assertEquals(fromSearch(toSearch(question), FIRST_QUESTION), question);
  }
});

Deno.test("An address is readable: codes are separated by plain commas", () => {
  assertEquals(
    toSearch(QUESTION),
    "?amount=1250.50&source=USD&targets=EUR,INR,JPY&date=2024-10-27",
  );
});

Deno.test("What an address garbles or leaves out is taken from elsewhere", () => {
  assertEquals(
    fromSearch(
      "?amount=-5&source=dollar&targets=eur, inr,€&date=2024-02-30",
      QUESTION,
    ),
    { amount: "1250.50", source: "USD", targets: ["EUR", "INR"], date: null },
  );
  assertEquals(fromSearch("", QUESTION), QUESTION);
});

Deno.test("An address without a day means today, even when a day was shown before", () => {
  assertEquals(fromSearch("?source=CHF", QUESTION).date, null);
});

Deno.test("An address about something else asks nothing", () => {
  assertEquals(hasQuestion("?utm=1"), false);
  assertEquals(hasQuestion("?target=INR"), true);
});

Deno.test("Swapping exchanges the source and the first target and loses no currency", () => {
  assertEquals(swapped(QUESTION).source, "EUR");
  assertEquals(swapped(QUESTION).targets, ["USD", "INR", "JPY"]);
  assertEquals(swapped({ ...QUESTION, targets: [] }).source, "USD");
  assertEquals(
    swapped({ ...QUESTION, targets: ["EUR", "USD"] }).targets,
    ["USD"],
  );
});

Deno.test("A source chosen from among the targets leaves its row to the old source", () => {
  assertEquals(withSource(QUESTION, "INR").targets, ["EUR", "USD", "JPY"]);
  assertEquals(withSource(QUESTION, "CHF").targets, QUESTION.targets);
  assertEquals(
    withSource({ ...QUESTION, targets: ["USD", "INR"] }, "INR").targets,
    ["USD"],
  );
});
