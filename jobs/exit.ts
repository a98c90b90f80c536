/** How a command ends, as a shell sees it. */

/** The exit codes. */
export const EXIT = {
  done: 0,
  usage: 2,
  /** The budget is spent: run it again, or let the service go on. */
  paused: 3,
  /** The provider, or the database, did not do its part. */
  fault: 4,
  /** Ctrl-C; a shell says 128 and the signal's number. */
  interrupted: 130,
} as const;
