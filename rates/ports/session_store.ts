/** Who is logged in. */

import type { Actor } from "./audit.ts";
import type { User } from "./user_store.ts";

/** A browser in which somebody is logged in. */
export interface Session {
  readonly id: number;
  readonly user: Pick<User, "id" | "username" | "role">;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  /** Slides with use. */
  readonly expiresAt: Date;
  /** Does not. */
  readonly absoluteExpiresAt: Date;
  /** Where it was made. */
  readonly address: string | null;
  readonly userAgent: string | null;
}

/** Sessions. Their secrets are told once; only hashes of them are kept. */
export interface SessionStore {
  /**
   * A new session with a secret that nobody knew before; it ends the one whose secret is given. Null when the user is
   * gone, or the password is no longer the one of this hash.
   */
  create(
    wanted: {
      readonly userId: number;
      readonly password: string;
      readonly userAgent: string | null;
      readonly replaces: string | null;
    },
    now: Date,
    by: Actor,
  ): Promise<{ readonly session: Session; readonly secret: string } | null>;
  /** The running session of this secret, prolonged by being asked for. */
  find(secret: string, now: Date): Promise<Session | null>;
  /** The running ones of a user, newest first. */
  list(userId: number, now: Date): Promise<Session[]>;
  /** Ends one of the user's; whether there was one. */
  end(userId: number, id: number, by: Actor): Promise<boolean>;
  /** Ends all of the user's. */
  endAll(userId: number, by: Actor): Promise<void>;
  /** Writes down that somebody was not let in; at most so many a minute, so that guessing does not fill the disk. */
  refused(by: Actor): Promise<void>;
  /** Forgets those that have ended. @returns how many went */
  removeEnded(now: Date): Promise<number>;
}
