/** Why a database address cannot be used, in words for whoever set it. */

import { codeOf } from "./client.ts";

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nobody listens at that address and port",
  ENOTFOUND: "there is no host of that name",
  EAI_AGAIN: "the name of the host cannot be looked up",
  ETIMEDOUT: "the host does not answer",
  EHOSTUNREACH: "the host cannot be reached",
  ENETUNREACH: "the host cannot be reached",
  CONNECT_TIMEOUT: "the host does not answer",
  CONNECTION_CLOSED: "whoever listens there closes the connection",
  "28000": "the server refuses this user",
  "28P01": "the server refuses the user or the password",
  "3D000": "the server has no database of that name",
  "53300": "the server has no connection left",
  "42501": "the user may not create tables there",
};

/** The reason, or null when the error is none of the address. Names no part of the address: a password is in it. */
export function whyUnusable(error: unknown): string | null {
  const cause = error instanceof Error && error.cause ? error.cause : error;
  const code = codeOf(cause);
  return code === null ? null : REASONS[code] ?? null;
}
