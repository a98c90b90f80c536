/** Work that one process at a time does, once at each time of its schedule. */

/** When scheduled work is done: every so many seconds, from this second of the day. */
export interface Schedule {
  readonly everySeconds: number;
  readonly atSecond: number;
}

/** Who does it, and for how long before it counts as dead. */
export interface Lease {
  readonly holder: string;
  readonly seconds: number;
}

/** Work that one process at a time does, whatever their number; a lease ends by itself when its holder dies. */
export interface LeaseStore {
  /**
   * Takes the lease, unless somebody holds it or the work of this time was begun already. The time is the scheduled one
   * nearest to the database's clock: processes whose clocks differ by less than half the distance mean the same.
   */
  take(name: string, lease: Lease, schedule: Schedule): Promise<boolean>;
  /** Keeps the lease; false when it was lost. */
  renew(name: string, lease: Lease): Promise<boolean>;
  /** Ends the lease; that the work was begun is remembered. */
  release(name: string, holder: string): Promise<void>;
}
