/** Who changed what, and when. */

/** Who does something: a person, a program with a token, or this program by itself (`command`, `schedule`, …). */
export interface Actor {
  readonly kind: "user" | "token" | "system";
  readonly name: string;
  /** The user's or the token's; none for the system. */
  readonly id?: number;
  /** Names the request in the log; null without one. */
  readonly requestId: string | null;
  /** Where the request came from; null without one. */
  readonly address: string | null;
}

/** What is told of a thing in the audit log: plain values, never a secret. */
export type AuditFacts = Readonly<
  Record<string, string | number | boolean | null | readonly string[]>
>;

/** A change as the audit log keeps it. */
export interface AuditChange {
  /** The kind of thing and what was done: `currency.update`. */
  readonly action: string;
  /** Which one: a code, a key, a name. */
  readonly subject: string;
  /** What it was; null for what is new, and where nothing is worth telling. */
  readonly before: AuditFacts | null;
  /** What it is; null for what is gone. */
  readonly after: AuditFacts | null;
}

/** A line of the audit log. */
export interface AuditEntry extends AuditChange {
  readonly id: number;
  readonly at: Date;
  readonly actor: Pick<Actor, "kind" | "name">;
  readonly requestId: string | null;
}

/** Which lines are wanted; what is left out does not matter. */
export interface AuditQuestion {
  readonly actor?: string;
  /** An action, or the kind of thing: `currency.update`, `currency`. */
  readonly action?: string;
  readonly subject?: string;
  /** Kinds of things that are left out. */
  readonly except?: readonly string[];
  /** From this instant on. */
  readonly from?: Date;
  /** Before this instant. */
  readonly to?: Date;
  /** The last id of the page before. */
  readonly before?: number;
  readonly limit: number;
}

/** The audit log. Stores write their own changes into it, each in the transaction of the change. */
export interface AuditStore {
  /** Newest first. */
  list(question: AuditQuestion): Promise<AuditEntry[]>;
  /** Writes down what changes nothing in the database. */
  record(change: AuditChange, by: Actor): Promise<void>;
  /** Forgets log-ins and log-outs before the one instant and everything before the other. @returns how many lines went */
  removeBefore(
    ends: { readonly sessions: Date; readonly all: Date },
  ): Promise<number>;
}
