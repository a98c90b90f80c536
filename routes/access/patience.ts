/** Waiting between wrong passwords: how long whoever asks has to, by account and by network. */

import type { Context } from "hono";
import { AppError } from "../../rates/errors.ts";
import type { LoginThrottle } from "../../rates/ports.ts";

/** The network of whoever asks; those of whom none is known share their tries. */
export function networkOf(c: Context): string {
  return c.get("client")?.network ?? "unknown";
}

/**
 * Lets whoever has waited long enough try a password.
 * @throws {AppError} `too_many_requests` before that
 */
export async function requirePatience(
  throttle: Pick<LoginThrottle, "check">,
  { account, network }: { readonly account: string; readonly network: string },
): Promise<void> {
  const seconds = await throttle.check(account, network);
  if (seconds <= 0) return;
  throw new AppError(
    "too_many_requests",
    `Too many tries with a wrong password. Try again in ${
      Math.ceil(seconds)
    } s.`,
    { retryAfterSeconds: seconds },
  );
}
