/** A Postgres snapshot as text, `xmin:xmax:xip,xip`: which transactions its reader saw. */

/** https://www.postgresql.org/docs/15/functions-info.html#FUNCTIONS-PG-SNAPSHOT-PARTS */
export interface Snapshot {
  /** Everything below had ended. */
  readonly xmin: bigint;
  /** Nothing from here on had begun. */
  readonly xmax: bigint;
  /** In between and still under way. */
  readonly underWay: ReadonlySet<bigint>;
}

/** Parses a snapshot; null when the text is none. */
export function parseSnapshot(text: string): Snapshot | null {
  const match = /^(\d{1,20}):(\d{1,20}):((?:\d{1,20},)*\d{1,20})?$/.exec(text);
  if (!match) return null;
  const [, xmin = "", xmax = "", list = ""] = match;
  return {
    xmin: BigInt(xmin),
    xmax: BigInt(xmax),
    underWay: new Set(list === "" ? [] : list.split(",").map(BigInt)),
  };
}

/** Whether the transaction had ended when the snapshot was taken. */
export function sees({ xmin, xmax, underWay }: Snapshot, xid: bigint): boolean {
  return xid < xmin || (xid < xmax && !underWay.has(xid));
}
