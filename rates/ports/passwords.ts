/** Keeping passwords without knowing them. */

/** Hashes passwords and checks them, few at a time: each takes memory and a core for a while. */
export interface Passwords {
  /**
   * The PHC string under which a password is kept.
   * @throws {AppError} `busy` when too many wait
   */
  hash(password: string): Promise<string>;
  /**
   * Whether this is the password; without a hash it is not, after the same work, so that nobody learns which accounts
   * exist. `outdated` when the hash is right and weaker than those of today.
   * @throws {AppError} `busy` when too many wait
   */
  verify(
    password: string,
    hash: string | null,
  ): Promise<{ readonly ok: boolean; readonly outdated: boolean }>;
}
