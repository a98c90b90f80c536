/** Lines for narrow terminals. */

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { wrapped } from "../../jobs/wrapped.ts";

Deno.test("A long line is broken between words, and the rest stands below its text", () => {
  const text = `Nothing was stored, and nothing will be.
  2024-03-07 USD = 1.o: The rate is no usable number
  --from DAY        the first day, such as 2024-01-01`;
  assertEquals(
    wrapped(text, 30),
    `Nothing was stored, and
nothing will be.
  2024-03-07 USD = 1.o: The
  rate is no usable number
  --from DAY        the first
  day, such as 2024-01-01`,
  );
  assertEquals(
    wrapped("  --from DAY        the first day, such as 2024-01-01", 44),
    `  --from DAY        the first day, such as
                    2024-01-01`,
  );
});

Deno.test("For a terminal that does not know its width, lines stay as they are", () => {
  assertEquals(wrapped("Nothing was stored.", 0), "Nothing was stored.");
});

Deno.test("Words stay whole and in order, and no line is longer than the terminal unless a word is", () => {
  const word = fc.stringMatching(/^[a-z/:.]{1,30}$/);
  fc.assert(fc.property(
    fc.array(word, { minLength: 1 }),
    fc.integer({ min: 1, max: 60 }),
    (words, columns) => {
      const lines = wrapped(words.join(" "), columns).split("\n");
      assertEquals(lines.flatMap((line) => line.split(" ")), words);
      for (const line of lines) {
        assert(line.length <= columns || !line.includes(" "), line);
      }
    },
  ));
});
