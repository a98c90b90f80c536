/** Who looks at the admin, what they may do, and asking them to log in when the service wants to know. */

import { computed, createModel, signal } from "@preact/signals";
import { ask } from "../api/ask.ts";
import type { Client, Identity } from "../api/client.ts";
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

/** The session of this browser. */
export const SessionModel = createModel(function sessionModel(
  /** The client is made with this model's `require`, so it comes later. */
  client: () => Client,
) {
  const visitor = signal<Visitor>({ status: "asking" });
  const setupNeeded = signal(false);
  const asking = signal(false);
  const user = computed(() =>
    visitor.value.status === "known" || visitor.value.status === "ended"
      ? visitor.value.user
      : null
  );
  let waiting: PromiseWithResolvers<boolean> | null = null;

  function know(identity: Identity): void {
    visitor.value = { status: "known", user: identity };
    setupNeeded.value = false;
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
    know(result.data.user);
    return { ok: true, data: result.data.user };
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
      visitor.value = { status: "stranger" };
      return { ok: true, data: null };
    },
    async logOutEverywhere(): Promise<Result<unknown>> {
      const result = await ask((init) => client().sessions.$delete({}, init));
      if (result.ok) visitor.value = { status: "stranger" };
      return result;
    },
    /**
     * Asks to log in and waits; whether they did. Who only looks and was never known is not asked: their page says so.
     */
    require({ writes }: { readonly writes: boolean }): Promise<boolean> {
      const known = visitor.peek().status === "known";
      if (known) end();
      else if (!writes) return Promise.resolve(false);
      waiting ??= Promise.withResolvers();
      asking.value = true;
      return waiting.promise;
    },
    /** Goes on without: what was asked for is refused. */
    decline(): void {
      settle(false);
    },
  };
});

/** What {@linkcode SessionModel} makes. */
export type Session = InstanceType<typeof SessionModel>;
