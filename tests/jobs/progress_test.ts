/** Progress: a bar that fits its terminal, drawn over itself, and lines where nobody looks. */

import { assert, assertEquals } from "@std/assert";
import { createProgress } from "../../jobs/progress.ts";
import { barLine } from "../../jobs/progress_bar.ts";
import { createVoice } from "../../jobs/voice.ts";
import { day } from "../../rates/day.ts";
import type { Ingestion } from "../../rates/ports.ts";

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

Deno.test("A terminal sees the bar drawn over itself, as it is at the end, and then a new line", () => {
  let drawn = "";
  const progress = createProgress({
    voice: createVoice(() => {}, { json: false }),
    terminal: { draw: (text) => void (drawn += text), columns: () => 24 },
  });
  progress.show(loadWith(200));
  progress.end(loadWith(400));
  const bar = (full: number) => "█".repeat(full) + "·".repeat(16 - full);
  assertEquals(
    drawn,
    `\r\x1b[K[${bar(8)}]  50%\r\x1b[K[${bar(16)}] 100%\n`,
  );
});
