/** What of the audit log is looked for: in the address, so that it can be shared, and as the service is asked. */

/** The filters; empty text filters nothing. */
export interface AuditFilters {
  readonly actor: string;
  /** A kind of thing such as `currency`, or one action such as `user.create`. */
  readonly action: string;
  readonly subject: string;
  /** First and last day (UTC). */
  readonly from: string;
  readonly to: string;
}

const NAMES = ["actor", "action", "subject", "from", "to"] as const;
const DAY_MS = 86_400_000;

/** The filters of an address. */
export function fromQuery(
  query: Readonly<Record<string, string>>,
): AuditFilters {
  const { actor = "", action = "", subject = "", from = "", to = "" } = query;
  return { actor, action, subject, from, to };
}

/** The search part of their address. */
export function toSearch(filters: AuditFilters): string {
  const query = new URLSearchParams();
  for (const name of NAMES) {
    const text = filters[name].trim();
    if (text) query.set(name, text);
  }
  return query.size > 0 ? `?${query}` : "";
}

/** As the service is asked: days become instants, the last one included. */
export function toQuery({ actor, action, subject, from, to }: AuditFilters) {
  return {
    ...(actor.trim() && { actor: actor.trim() }),
    ...(action.trim() && { action: action.trim() }),
    ...(subject.trim() && { subject: subject.trim() }),
    ...(isDay(from) && { from: `${from}T00:00:00Z` }),
    ...(isDay(to) && {
      to: new Date(Date.parse(`${to}T00:00:00Z`) + DAY_MS).toISOString(),
    }),
  };
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) &&
    !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
}
