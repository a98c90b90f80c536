/** Who looks at the admin, what they may do, and asking them to log in when the service wants to know. */

import { computed, createModel, signal } from "@preact/signals";
import { ask } from "../api/ask.ts";
import type { Client, Identity } from "../api/client.ts";
import { localFailure } from "../api/failure.ts";
import type { Result } from "../api/result.ts";

/** Who looks. */
export type Visitor =
  /** Not known yet. */
  | { readonly status: "asking" }
  | { readonly status: "stranger" }
  | { readonly status: "known"; readonly user: Identity }
  /** Was known; their session has ended, and what they had open is still there. */
  | { readonly status: "ended"; readonly user: Identity };

/** A name and a password as somebody types them. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** What the session is made of. */
export interface SessionParts {
  /** The client is made with this model's `require`, so it comes later. */
  readonly client: () => Client;
  /** Whether these pages came over TLS. */
  readonly overTls: boolean;
  /** Called once somebody has logged out here. */
  readonly leave: () => void;
}

/** The code of a log-in that was right, and of which this browser did not keep the session. */
export const NOT_KEPT = "session_not_kept";

/** The session of this browser. */
export const SessionModel = createModel(function sessionModel(
  { client, overTls, leave }: SessionParts,
) {
  const visitor = signal<Visitor>({ status: "asking" });
  const setupNeeded = signal(false);
  const asking = signal(false);
  const closed = signal(false);
  const user = computed(() =>
    visitor.value.status === "known" || visitor.value.status === "ended"
      ? visitor.value.user
      : null
  );
  let waiting: PromiseWithResolvers<boolean> | null = null;
  let declined = false;

  function know(identity: Identity): void {
    visitor.value = { status: "known", user: identity };
    setupNeeded.value = false;
    closed.value = false;
    declined = false;
    settle(true);
  }

  function settle(loggedIn: boolean): void {
    asking.value = false;
    waiting?.resolve(loggedIn);
    waiting = null;
  }

  function end(): void {
    const known = user.peek();
    visitor.value = known
      ? { status: "ended", user: known }
      : { status: "stranger" };
  }

  async function begin(
    request: Promise<Result<{ readonly user: Identity }>>,
  ): Promise<Result<Identity>> {
    const result = await request;
    if (!result.ok) return result;
    // A browser that does not trust the way here drops the cookie without a word.
    const kept = await ask((init) => client().session.$get({}, init));
    if (!kept.ok) {
      return kept.status === 401 ? localFailure(NOT_KEPT, notKept()) : kept;
    }
    know(kept.data.user);
    return { ok: true, data: kept.data.user };
  }

  function notKept(): string {
    return overTls
      ? "This browser did not keep the session. Allow cookies for this site, then log in again."
      : "The password is right, but this browser did not keep the session: browsers do so over https, and over http on the service’s own machine only. Put a proxy with TLS in front of the service, or open it there as http://localhost.";
  }

  return {
    visitor,
    /** Who is logged in, or was until the session ended. */
    user,
    /** Whether whoever looks may change things: the one place that decides which controls there are. */
    canWrite: computed(() => user.value?.role === "admin"),
    /** Whether nobody can log in yet. */
    setupNeeded,
    /** Whether somebody has to log in before what they asked for can go on. */
    asking,
    /** Whether nobody may even look without having logged in, as a refused question has shown. */
    closed,
    /** Finds out who looks. */
    async load(): Promise<void> {
      const result = await ask((init) => client().session.$get({}, init));
      if (result.ok) return know(result.data.user);
      if (result.status !== 401) return;
      end();
      if (visitor.peek().status !== "stranger") return;
      const setup = await ask((init) => client().setup.$get({}, init));
      if (setup.ok) setupNeeded.value = setup.data.needed;
    },
    logIn(json: Credentials): Promise<Result<Identity>> {
      return begin(ask((init) => client().session.$post({ json }, init)));
    },
    setUp(json: Credentials & { readonly token: string }) {
      return begin(ask((init) => client().setup.$post({ json }, init)));
    },
    async logOut(): Promise<Result<unknown>> {
      const result = await ask((init) => client().session.$delete({}, init));
      if (!result.ok && result.status !== 401) return result;
      leave();
      return { ok: true, data: null };
    },
    async logOutEverywhere(): Promise<Result<unknown>> {
      const result = await ask((init) => client().sessions.$delete({}, init));
      if (result.ok) leave();
      return result;
    },
    /**
     * Asks to log in, once however many requests need it, and waits; whether they did. Who only looks is not asked when
     * they were never known, because then their page is the log-in, nor again when they would not.
     */
    require({ writes }: { readonly writes: boolean }): Promise<boolean> {
      if (waiting) return waiting.promise;
      if (visitor.peek().status === "known") end();
      if (!writes) {
        const ended = visitor.peek().status === "ended";
        closed.value = !ended;
        if (!ended || declined) return Promise.resolve(false);
      }
      waiting = Promise.withResolvers();
      asking.value = true;
      return waiting.promise;
    },
    /** Goes on without: what was asked for is refused. */
    decline(): void {
      declined = true;
      settle(false);
    },
  };
});

/** What {@linkcode SessionModel} makes. */
export type Session = InstanceType<typeof SessionModel>;
