/** What was measured: rows with their targets, as a table for people and a file of JSON for comparisons. */

/** One line of the table. */
export interface Row {
  readonly what: string;
  readonly ours: string;
  /** The baseline of the same run; empty where there is none. */
  readonly against: string;
  /** Ours to the baseline's; null where there is none. */
  readonly ratio: number | null;
  /** The most that the ratio may be; absent where nothing is promised. */
  readonly target?: number;
}

/** A row without a baseline. */
export function plainRow(what: string, ours: string): Row {
  return { what, ours, against: "", ratio: null };
}

/** Whether a ratio is above what is promised, or could not be measured. */
export function isMissed({ ratio, target }: Row): boolean {
  return target !== undefined && !(ratio !== null && ratio <= target);
}

/** The table, one row a line. */
export function lines(rows: readonly Row[]): string[] {
  return rows.map((row) => {
    const { what, ours, against, ratio, target } = row;
    const compared = ratio === null ? against : `${ratio.toFixed(2)} ×`;
    const other = ratio === null ? "" : against;
    const promised = target === undefined
      ? ""
      : `${isMissed(row) ? "MISSED" : "ok"}, at most ${target.toFixed(2)} ×`;
    return [
      what.padEnd(52),
      ours.padEnd(12),
      other.padEnd(26),
      compared.padEnd(9),
      promised,
    ].join(" ").trimEnd();
  });
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

/** Milliseconds as a person reads them. */
export function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(2)} s`;
}

/** The middle one. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
