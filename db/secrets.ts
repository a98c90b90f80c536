/** Secrets that are told once and kept as hashes: of sessions, of tokens, of set-up links. */

import { Buffer } from "node:buffer";

const BYTES = 32;

/** 256 random bits, as they stand in a cookie, a header or an address. */
const FORM = /^[\w-]{43}$/;

/** A secret that nobody knew before, behind a prefix that says what it is of. */
export function newSecret(prefix = ""): string {
  const bytes = crypto.getRandomValues(new Uint8Array(BYTES));
  return prefix + Buffer.from(bytes).toString("base64url");
}

/**
 * What is kept of a secret, and found by it; null when it cannot be one. With so many random bits there is nothing to
 * guess, so that a plain hash is enough.
 */
export async function hashOfSecret(
  secret: string,
  prefix = "",
): Promise<Uint8Array | null> {
  if (!secret.startsWith(prefix) || !FORM.test(secret.slice(prefix.length))) {
    return null;
  }
  const bytes = new TextEncoder().encode(secret);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}
