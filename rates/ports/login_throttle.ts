/** Slowing down those who guess passwords. */

/** Slows down guessing, by account and by network. It never says whether an account exists. */
export interface LoginThrottle {
  /**
   * Counts a try before its password is looked at, so that many at once are counted too. Seconds to wait; 0 when it may
   * go on.
   */
  check(account: string, network: string): Promise<number>;
  /** Takes the try back: the password was right. */
  succeeded(account: string, network: string): Promise<void>;
}
