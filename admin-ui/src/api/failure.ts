/** What can go wrong when the service is asked, read from its problem details (RFC 9457) without trusting them. */

/** One refused field. */
export interface FieldProblem {
  readonly field: string;
  readonly message: string;
}

/** A provider that was asked, and why it did not know. */
export interface AskedProvider {
  readonly provider: string;
  readonly reason: string;
}

/** A question without an answer. */
export interface Failure {
  readonly ok: false;
  /** The HTTP status; null when no answer arrived at all. */
  readonly status: number | null;
  /** The service's stable code, or `network`, `timeout`, `aborted`, `unreadable` when there was none. */
  readonly code: string;
  /** A sentence for the reader that says what to do next. */
  readonly detail: string;
  readonly requestId: string | null;
  readonly errors: readonly FieldProblem[];
  readonly providers: readonly AskedProvider[];
}

/** The failure that an error answer describes. */
export function readFailure(status: number, body: unknown): Failure {
  const members = isRecord(body) ? body : {};
  const { code, detail, request_id: requestId } = members;
  const told = typeof code === "string" && typeof detail === "string";
  return {
    ok: false,
    status,
    code: told ? code : "unreadable",
    detail: told ? detail : unreadable(status),
    requestId: typeof requestId === "string" ? requestId : null,
    errors: pairs(members.errors, "field", "message")
      .map(([field, message]) => ({ field, message })),
    providers: pairs(members.providers, "provider", "reason")
      .map(([provider, reason]) => ({ provider, reason })),
  };
}

/** The failure of a request that brought no answer that can be read. */
export function localFailure(code: string, detail: string): Failure {
  return {
    ok: false,
    status: null,
    code,
    detail,
    requestId: null,
    errors: [],
    providers: [],
  };
}

/** Whether nothing is known to be wrong but the way to the service. */
export function isConnectionFailure({ code }: Failure): boolean {
  return code === "network" || code === "timeout";
}

/** Whether it would be answered to somebody who is logged in. */
export function needsLogIn({ status }: Failure): boolean {
  return status === 401;
}

function unreadable(status: number): string {
  return `The service answered ${status} without saying why. Something between it and this page may be in the way; try again in a minute.`;
}

function pairs(list: unknown, first: string, second: string) {
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: unknown): [string, string][] => {
    if (!isRecord(item)) return [];
    const { [first]: a, [second]: b } = item;
    return typeof a === "string" && typeof b === "string" ? [[a, b]] : [];
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
