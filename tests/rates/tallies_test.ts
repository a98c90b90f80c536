/** Counting within windows of time. */

import { assertEquals } from "@std/assert";
import { Tallies, type TalliesOptions } from "../../rates/tallies.ts";

function setUp(options: Partial<TalliesOptions> = {}) {
  const time = { ms: 1_000_000 };
  const tallies = new Tallies({
    clock: () => new Date(time.ms),
    seconds: 60,
    maxKeys: 100,
    ...options,
  });
  return { time, tallies };
}

Deno.test("A window begins with the first point and ends after its time", () => {
  const { time, tallies } = setUp();
  tallies.add("a", 3);
  time.ms += 59_999;
  assertEquals(tallies.add("a", 2).points, 5);
  time.ms += 1;
  assertEquals(tallies.of("a").points, 0);
  assertEquals(tallies.of("a").endsAtMs, time.ms + 60_000);
});

Deno.test("Keys count by themselves, and one can be forgotten", () => {
  const { tallies } = setUp();
  tallies.add("a", 3);
  tallies.add("b", 1);
  tallies.forget("a");
  assertEquals([tallies.of("a").points, tallies.of("b").points], [0, 1]);
});

Deno.test("However many keys come, those in use are remembered and the memory is bounded", () => {
  const { tallies } = setUp({ maxKeys: 10 });
  for (let i = 0; i < 1_000; i++) {
    tallies.add("busy", 1);
    tallies.add(`stranger ${i}`, 1);
  }
  assertEquals(tallies.of("busy").points, 1_000);
  assertEquals(tallies.of("stranger 0").points, 0);
});

Deno.test("Points are due once they are worth telling, and due once only", () => {
  let told = 0;
  const { tallies } = setUp({ share: { points: 10, onDue: () => told++ } });
  tallies.add("a", 9);
  tallies.add("b", 12);
  assertEquals([told, tallies.isDue], [1, true]);
  assertEquals(tallies.takeDue(5), [{ key: "b", points: 12 }]);
  assertEquals([tallies.takeDue(5), tallies.isDue], [[], false]);
});

Deno.test("What all have counted counts here, with what came meanwhile", () => {
  const { time, tallies } = setUp({ share: { points: 10, onDue() {} } });
  tallies.add("a", 10);
  tallies.takeDue(1);
  tallies.add("a", 4);
  tallies.told("a", 10, { points: 50, endsInMs: 20_000 });
  assertEquals(tallies.of("a").points, 54);
  assertEquals(tallies.of("a").endsAtMs, time.ms + 20_000);
});

Deno.test("Points that could not be told stay due", () => {
  const { tallies } = setUp({ share: { points: 10, onDue() {} } });
  tallies.add("a", 10);
  tallies.takeDue(1);
  tallies.told("a", 10, null);
  assertEquals(tallies.of("a").points, 10);
  assertEquals(tallies.takeDue(1), [{ key: "a", points: 10 }]);
});

Deno.test("Points of a window that has ended are told no more", () => {
  const { time, tallies } = setUp({ share: { points: 10, onDue() {} } });
  tallies.add("a", 10);
  tallies.takeDue(1);
  time.ms += 60_000;
  tallies.told("a", 10, null);
  assertEquals(tallies.isDue, false);
});
