/** What was measured, as a table for people (Markdown, so that it can go into the README) and a file of JSON for comparisons. */

import { isMissed, type Row } from "./row.ts";

const HEAD = ["what", "ours", "against", "ratio", "reach", ""];

/** The table. */
export function table(rows: readonly Row[]): string {
  const cells = [HEAD, ...rows.map(cellsOf)];
  const widths = HEAD.map((_, i) =>
    Math.max(...cells.map((row) => row[i]?.length ?? 0))
  );
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(" | ")} |`;
  const rule = line(widths.map((width) => "-".repeat(width)));
  const [head = "", ...rest] = cells.map(line);
  return [head, rule, ...rest].join("\n");
}

function cellsOf(row: Row): string[] {
  const { what, ours, against, ratio, reach } = row;
  return [
    what,
    ours,
    against,
    ratio === null ? "" : ratio.toFixed(2),
    reach === null
      ? ""
      : "atLeast" in reach
      ? `≥ ${reach.atLeast}`
      : `≤ ${reach.atMost}`,
    reach === null ? "" : isMissed(row) ? "MISSED" : "ok",
  ];
}

/** Writes the rows into a new file of the folder and gives its path. */
export async function writeResults(
  rows: readonly Row[],
  { folder, at }: { readonly folder: URL; readonly at: Date },
): Promise<string> {
  await Deno.mkdir(folder, { recursive: true });
  const file = new URL(`${at.toISOString().replaceAll(":", "-")}.json`, folder);
  const { deno, v8 } = Deno.version;
  const content = {
    at,
    cores: navigator.hardwareConcurrency,
    system: `${Deno.build.os} ${Deno.build.arch}`,
    versions: { deno, v8 },
    rows: rows.map((row) => ({ ...row, missed: isMissed(row) })),
  };
  await Deno.writeTextFile(file, `${JSON.stringify(content, null, 2)}\n`);
  return file.pathname;
}
