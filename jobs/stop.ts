/** Ending well: on SIGINT or SIGTERM no new work, then the work under way, then the database. */

import type { Log } from "../rates/ports.ts";

/** The order in which the process ends. */
export interface Stop {
  /** Aborted as soon as the process is told to end. */
  readonly signal: AbortSignal;
  /** Done at once: stop taking new work. */
  first(work: () => Promise<void>): void;
  /** Done when nothing is under way any more. */
  last(work: () => Promise<void>): void;
  /** Work that nobody waits for, but the end does; it must heed the signal. */
  background(work: Promise<void>): void;
  /** Ends now; by itself it does so when the process is told to. */
  end(): Promise<void>;
  /** The same handler, whose requests the end waits for. */
  counting<Info>(handler: Handle<Info>): Handle<Info>;
}

/** Answers a request. */
type Handle<Info> = (
  request: Request,
  info: Info,
) => Response | Promise<Response>;

/** Deno Deploy kills 5 s after its signal; a container usually 10. */
const GRACE_MS = 4_000;

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** Listens for the signals that end a process. */
export function createStop({ log }: { readonly log: Log }): Stop {
  const abort = new AbortController();
  const firstWork: (() => Promise<void>)[] = [];
  const lastWork: (() => Promise<void>)[] = [];
  const underWay = new Set<Promise<unknown>>();

  function track<T>(work: Promise<T>): Promise<T> {
    const settled = work.then(() => {}, () => {});
    underWay.add(settled);
    settled.then(() => underWay.delete(settled));
    return work;
  }

  let ending: Promise<void> | undefined;
  const onSignal = () => void end();

  function end(): Promise<void> {
    return ending ??= endInOrder();
  }

  async function endInOrder() {
    for (const name of SIGNALS) Deno.removeSignalListener(name, onSignal);
    log.info("Ending", { underWay: underWay.size });
    abort.abort();
    const timer = Promise.withResolvers<void>();
    const grace = setTimeout(() => {
      log.warn("Ending although work is under way", {
        underWay: underWay.size,
      });
      timer.resolve();
    }, GRACE_MS);
    await Promise.race([
      Promise.all([...firstWork.map((work) => work()), ...underWay]),
      timer.promise,
    ]);
    clearTimeout(grace);
    for (const work of lastWork) await work();
  }

  for (const name of SIGNALS) Deno.addSignalListener(name, onSignal);
  return {
    signal: abort.signal,
    end,
    first: (work) => void firstWork.push(work),
    last: (work) => void lastWork.push(work),
    background(work) {
      track(work).catch((error) => {
        if (!abort.signal.aborted) {
          log.error("Background work failed", { error });
        }
      });
    },
    // Both parameters are named: Deno.serve passes only as many as a handler declares.
    counting: (handler) => (request, info) => {
      const answer = handler(request, info);
      return answer instanceof Promise ? track(answer) : answer;
    },
  };
}
