/** One line of the table: two sides measured in turn in the same run, or one side against a fixed bound. */

import type { Quiet } from "./quiet.ts";

/** What is promised of a ratio of ours to the other side's. */
export type Reach = { readonly atLeast: number } | { readonly atMost: number };

/** One line of the table. */
export interface Row {
  readonly what: string;
  readonly ours: string;
  /** The other side of the same run, or the bound. */
  readonly against: string;
  /** Ours to the other side's; null where it could not be measured. */
  readonly ratio: number | null;
  /** Null where nothing is promised. */
  readonly reach: Reach | null;
}

/** How numbers of a kind are written. */
export type Unit = (value: number) => string;

/** The units of the table. */
export const UNITS = {
  perSecond: (value) => `${Math.round(value).toLocaleString("en")}/s`,
  ms: (value) => `${value < 100 ? value.toPrecision(3) : Math.round(value)} ms`,
  seconds: (ms) => `${(ms / 1_000).toFixed(2)} s`,
  MB: (value) => `${Math.round(value)} MB`,
  kB: (value) => `${value.toFixed(1)} kB`,
} satisfies Record<string, Unit>;

/** Measures once. */
export type Measure = () => Promise<number>;

const ROUNDS = 9;

/**
 * Two sides in turn and in quiet, so that what else the machine does meets neither or both. The ratio is the median of
 * the rounds' own: a machine that has become slower in between has so for both sides of a round.
 */
export async function compare(
  quiet: Quiet,
  { what, unit, ours, theirs, reach, rounds = ROUNDS }: {
    readonly what: string;
    readonly unit: Unit;
    readonly ours: Measure;
    readonly theirs: { readonly name: string; readonly measure: Measure };
    readonly reach: Reach | null;
    readonly rounds?: number;
  },
): Promise<Row> {
  const our: number[] = [];
  const their: number[] = [];
  for (let round = 0; round < rounds; round++) {
    our.push(await quiet.measure(ours));
    their.push(await quiet.measure(theirs.measure));
  }
  const row = ratioRow({
    what,
    unit,
    reach,
    ours: median(our),
    theirs: { name: theirs.name, value: median(their) },
  });
  const ratios = our.map((value, round) => value / (their[round] ?? NaN));
  return { ...row, ratio: median(ratios) };
}

/** Two values of one run. */
export function ratioRow(
  { what, unit, ours, theirs, reach }: {
    readonly what: string;
    readonly unit: Unit;
    readonly ours: number;
    readonly theirs: { readonly name: string; readonly value: number };
    readonly reach: Reach | null;
  },
): Row {
  return {
    what,
    ours: unit(ours),
    against: `${theirs.name} ${unit(theirs.value)}`.trim(),
    ratio: ours / theirs.value,
    reach,
  };
}

/** A value that may not be above a bound; null when it could not be measured. */
export function boundRow(
  { what, unit, value, most }: {
    readonly what: string;
    readonly unit: Unit;
    readonly value: number | null;
    readonly most: number;
  },
): Row {
  return {
    what,
    ours: value === null ? "not known here" : unit(value),
    against: `allowed ${unit(most)}`,
    ratio: value === null ? null : value / most,
    reach: { atMost: 1 },
  };
}

/** A value of which nothing is promised. */
export function plainRow(what: string, ours: string): Row {
  return { what, ours, against: "", ratio: null, reach: null };
}

/** Whether a ratio misses what is promised, or could not be measured. */
export function isMissed({ ratio, reach }: Row): boolean {
  if (reach === null) return false;
  if (ratio === null) return true;
  return "atLeast" in reach ? ratio < reach.atLeast : ratio > reach.atMost;
}

/** The middle one. */
export function median(values: readonly number[]): number {
  return quantile(values, 1 / 2);
}

/** The value that this share of them lies below. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length * share)] ?? NaN;
}

/** How long the work takes, in milliseconds. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}
