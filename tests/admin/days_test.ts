/** Days in words: a carried rate says whose day it is, and times are told as people tell them. */

import { assertEquals, assertMatch } from "@std/assert";
import {
  carriedDay,
  englishLocale,
  isDay,
  longDay,
  shortDay,
  timeWords,
  weekday,
} from "../../admin-ui/src/text/days.ts";

Deno.test("A carried rate names its weekday while that says which day is meant", () => {
  assertEquals(
    carriedDay("2024-10-25", "2024-10-27", "en-GB"),
    "Friday’s rate, 25 Oct",
  );
  assertEquals(
    carriedDay("2024-10-18", "2024-10-27", "en-GB"),
    "Rate of 18 Oct",
  );
});

Deno.test("Weekdays have their names of every kind of English", () => {
  for (const locale of ["en-GB", "en-US", "en-IN", "en-ZA"]) {
    const names = new Intl.DateTimeFormat(locale, {
      weekday: "long",
      timeZone: "UTC",
    });
    for (let day = 21; day <= 27; day++) {
      const text = `2024-10-${day}`;
      assertEquals(weekday(text), names.format(new Date(text)));
    }
  }
});

Deno.test("A day of another year says its year", () => {
  assertEquals(shortDay("2023-12-29", "2024-01-01", "en-GB"), "29 Dec 2023");
  assertEquals(shortDay("2024-12-29", "2024-01-01", "en-GB"), "29 Dec");
  assertEquals(longDay("2024-10-27", "en-US"), "October 27, 2024");
});

Deno.test("Only days of the calendar are days", () => {
  assertEquals(isDay("2024-02-29"), true);
  for (const text of ["2023-02-29", "2024-1-1", "today", "", "2024-13-01"]) {
    assertEquals(isDay(text), false, text);
  }
});

Deno.test("A time today is a time of day, one of yesterday says so, an older one has its day", () => {
  const now = new Date("2024-10-27T15:00:00Z");
  const told = (text: string) =>
    timeWords(new Date(text), { now, locale: "en-GB", timeZone: "UTC" });
  assertEquals(told("2024-10-27T14:20:00Z"), "14:20");
  assertEquals(told("2024-10-26T23:59:00Z"), "yesterday 23:59");
  assertMatch(told("2024-10-20T08:05:00Z"), /^20 Oct 0?8:05$/);
});

Deno.test("Words are English whatever the reader's languages, in the reader's English if there is one", () => {
  assertEquals(englishLocale(["de-DE", "en-US"]), "en-US");
  assertEquals(englishLocale(["de-DE"]), "en-GB");
});
