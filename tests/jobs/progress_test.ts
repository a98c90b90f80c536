/** Progress: a bar that fits its terminal, drawn over itself, and lines where nobody looks. */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { endWords } from "../../jobs/ingest_words.ts";
import { createProgress, eventOf } from "../../jobs/progress.ts";
import { barLine } from "../../jobs/progress_bar.ts";
import { tellEnd } from "../../jobs/runner.ts";
import { Screen } from "../../jobs/screen.ts";
import { createVoice } from "../../jobs/voice.ts";
import { day } from "../../rates/day.ts";
import type { Ingestion } from "../../rates/ports.ts";
import { silent } from "../support/world.ts";

const AT = new Date("2024-03-07T12:00:00Z");

/** A load of 400 requests of which so many are over. */
function loadWith(done: number, failed = 0): Ingestion {
  return {
    id: 1,
    provider: "daily",
    range: { from: day("2024-01-01"), to: day("2025-02-03") },
    status: "running",
    held: false,
    cause: "command",
    maxRequests: null,
    requests: done + failed,
    chunks: { pending: 400 - done - failed, running: 0, done, failed },
    inserted: done * 170,
    revised: 0,
    unchanged: 0,
    rejected: 0,
    rejectedRows: [],
    error: null,
    resumeAt: null,
    createdAt: AT,
    startedAt: AT,
    finishedAt: null,
    updatedAt: AT,
    version: 1,
  };
}

for (
  const [columns, line] of [
    [
      120,
      `[${"█".repeat(12)}${
        "·".repeat(12)
      }]  50%  200 of 400 parts, 200 requests, 34,000 new rates`,
    ],
    [
      80,
      `[${"█".repeat(11)}${
        "·".repeat(11)
      }]  50%  200 of 400 parts, 200 requests, 34,000 new rates`,
    ],
    [
      60,
      `[${"█".repeat(10)}${
        "·".repeat(10)
      }]  50%  200 of 400 parts, 200 requests`,
    ],
    [40, `[${"█".repeat(7)}${"·".repeat(7)}]  50%  200 of 400 parts`],
    [24, `[${"█".repeat(8)}${"·".repeat(8)}]  50%`],
    [8, "50%"],
    [2, "5"],
    [0, ""],
  ] as const
) {
  Deno.test(`In ${columns} columns half of a load is '${line}'`, () => {
    assertEquals(barLine(loadWith(200), columns), line);
  });
}

Deno.test("A bar never reaches the last column, and never goes back while a load goes on", () => {
  for (let columns = 1; columns <= 200; columns++) {
    let full = 0;
    for (let done = 0; done <= 400; done += 7) {
      const line = barLine(loadWith(done, 3), columns);
      assert(line.length < columns || line === "", `${columns}: '${line}'`);
      const now = line.split("%")[0]?.split("█").length ?? 0;
      if (columns >= 120) assert(now >= full);
      full = now;
    }
  }
});

/** A screen of so many columns, and all that was written to it. */
function screenOf(columns: number) {
  const written: string[] = [];
  const write = (text: string) => void written.push(text);
  const screen = new Screen({ write, columns: () => columns });
  return { screen, write, seen: () => written.join("") };
}

Deno.test("A terminal sees the bar drawn over itself, as it is at the end, and then a new line", () => {
  const { screen, seen } = screenOf(24);
  {
    using progress = createProgress({
      voice: createVoice({ print() {}, say() {} }, { json: false }),
      screen,
      before: loadWith(0),
    });
    progress.show(loadWith(200));
    progress.end(loadWith(400));
  }
  const bar = (full: number) => "█".repeat(full) + "·".repeat(16 - full);
  assertEquals(
    seen(),
    `\r\x1b[K[${bar(8)}]  50%\r\x1b[K[${bar(16)}] 100%\n`,
  );
});

Deno.test("What others write while a bar is there stands on lines of its own above it", () => {
  const { screen, write, seen } = screenOf(40);
  screen.above(() => write("before\n"));
  screen.draw("[██··]  50%");
  screen.above(() => write('{"level":"warning"}\n'));
  screen.print("Stopped.");
  screen.leave();
  screen.leave();
  screen.print("after");
  assertEquals(
    seen(),
    "before\n\r\x1b[K[██··]  50%" +
      '\r\x1b[K{"level":"warning"}\n[██··]  50%' +
      "\r\x1b[KStopped.\n[██··]  50%\nafter\n",
  );
});

Deno.test("A line of JSON says what the load came to and how much of it since the run began", () => {
  const { load, since_start } = eventOf("end", loadWith(30), loadWith(10));
  const none = { revised: 0, unchanged: 0, rejected: 0 };
  assertEquals([load, since_start], [
    { requests: 30, inserted: 5_100, ...none },
    { requests: 20, inserted: 3_400, ...none },
  ]);
});

for (
  const [what, change, sentence, line] of [
    [
      "paused by hand",
      { status: "paused", held: true },
      /^300 parts left\. Load 1 .* paused by hand\. Resume it/,
      "An ingestion was paused by hand",
    ],
    [
      "cancelled",
      { status: "cancelled" },
      /^300 parts left\. The load was cancelled; the same command begins/,
      "An ingestion was cancelled",
    ],
    [
      "out of budget",
      { status: "paused" },
      /^300 parts left\. The same command goes on/,
      "An ingestion goes on later",
    ],
  ] as const
) {
  Deno.test(`The end of a load that was ${what} says how the rest is loaded, to people and in the log`, () => {
    const ingestion: Ingestion = { ...loadWith(100), ...change };
    const ran = { ended: "elsewhere", ingestion, parts: 100 } as const;
    const said = [...endWords(ran, { before: loadWith(0), seconds: 1 })];
    assertMatch(said.at(-1) ?? "", sentence);
    const logged: string[] = [];
    tellEnd({ ...silent, info: (message) => void logged.push(message) }, ran);
    assertEquals(logged, [line]);
  });
}
