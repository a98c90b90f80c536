/** Tokens in words: what they may do, and how they stand. */

import type { Token } from "../api/client.ts";
import type { Tone } from "../providers/state_words.ts";

/** What each scope lets a program do. */
export const SCOPES = [
  ["currencies:write", "add, change and remove currencies"],
  ["providers:write", "order, switch and test providers"],
  ["ingestions:write", "load history, and stop loads"],
  ["rates:write", "put rates in"],
  ["read", "read, where reading needs a token"],
] as const satisfies readonly (readonly [Token["scopes"][number], string])[];

/** How a token stands. */
export interface TokenState {
  readonly tone: Tone;
  readonly word: string;
  /** Whether it opens anything. */
  readonly works: boolean;
}

/** What to say of a token now. */
export function tokenState(
  { revoked_at: revoked, expires_at: expires }: Pick<
    Token,
    "revoked_at" | "expires_at"
  >,
  now: Date,
): TokenState {
  if (revoked) return { tone: "off", word: "Revoked", works: false };
  if (expires && Date.parse(expires) <= now.getTime()) {
    return { tone: "off", word: "Expired", works: false };
  }
  return { tone: "good", word: "Valid", works: true };
}
