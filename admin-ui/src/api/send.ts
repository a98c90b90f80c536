/** The one way to the service: a deadline for each try, news of the connection, and a log-in on the way where one is needed. */

/** Longer than the service lets its providers take, so that it is the one to explain a slow answer. */
const DEADLINE_MS = 40_000;

/** Who wants to know how requests fare. */
export interface SendHooks {
  /** Told after each try whether the service was there. */
  readonly reached: (there: boolean) => void;
  /** Asks the person to log in; whether they did, so that the request may be sent again. */
  readonly logIn: (request: { readonly writes: boolean }) => Promise<boolean>;
  /** The browser's `fetch`. */
  readonly fetch: typeof fetch;
}

/** A `fetch` for the client. Bodies are text, so that a request can be sent twice. */
export function createSend(hooks: SendHooks): typeof fetch {
  async function once(input: RequestInfo | URL, init: RequestInit = {}) {
    const deadline = AbortSignal.timeout(DEADLINE_MS);
    const signal = init.signal
      ? AbortSignal.any([init.signal, deadline])
      : deadline;
    try {
      const response = await hooks.fetch(input, { ...init, signal });
      hooks.reached(true);
      return response;
    } catch (error) {
      if (error instanceof TypeError) hooks.reached(false);
      throw error;
    }
  }

  return async function send(input, init) {
    const response = await once(input, init);
    if (response.status !== 401 || isAboutIdentity(input)) return response;
    const writes = (init?.method ?? "GET") !== "GET";
    return await hooks.logIn({ writes }) ? await once(input, init) : response;
  };
}

/** Addresses whose 401 is the answer, not an obstacle: logging in, and asking who is logged in. */
function isAboutIdentity(input: RequestInfo | URL): boolean {
  const url = input instanceof Request ? input.url : String(input);
  return /\/(session|setup)$/.test(new URL(url, "http://local").pathname);
}
