/** The program as `deno serve` runs it, with a tick that fires many times a second: nobody waits five minutes in a test. */

const SHORTEST_MS = 50;

/** Everything else is as it is: what the jobs do, and what keeps workers from doing it twice. */
function cron(
  name: string,
  _when: string,
  { signal }: { readonly signal: AbortSignal },
  handler: () => Promise<void>,
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  function wait() {
    // Not in step with other workers.
    timer = setTimeout(fire, SHORTEST_MS * (1 + Math.random()));
  }
  async function fire() {
    await handler();
    if (!signal.aborted) wait();
  }
  if (name === "tick") wait();
  signal.addEventListener("abort", () => {
    clearTimeout(timer);
    resolve();
  });
  return promise;
}

Object.defineProperty(Deno, "cron", { value: cron });

const { default: served } = await import("../../main.ts");

export default served;
