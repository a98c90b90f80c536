/** Asking a server over and over: by wrk where it is installed, else by a loop in this process. */

/** How fast a server answered. */
export interface Speed {
  readonly requestsPerSecond: number;
  readonly by: "wrk" | "loop";
}

const CONNECTIONS = 32;

/** Asks for the URL for so many seconds. */
export async function measureLoad(
  url: string,
  seconds: number,
): Promise<Speed> {
  const wrk = await runWrk(url, seconds);
  return wrk ?? { requestsPerSecond: await runLoop(url, seconds), by: "loop" };
}

async function runWrk(url: string, seconds: number): Promise<Speed | null> {
  try {
    const { stdout, success } = await new Deno.Command("wrk", {
      args: ["-t1", `-c${CONNECTIONS}`, `-d${seconds}s`, url],
    }).output();
    const text = new TextDecoder().decode(stdout);
    const rate = /Requests\/sec:\s+([\d.]+)/.exec(text)?.[1];
    if (!success || rate === undefined || /Non-2xx/.test(text)) {
      throw new Error(`wrk failed:\n${text}`);
    }
    return { requestsPerSecond: Number(rate), by: "wrk" };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

async function runLoop(url: string, seconds: number): Promise<number> {
  const end = performance.now() + seconds * 1_000;
  let answered = 0;
  await Promise.all(Array.from({ length: CONNECTIONS }, async () => {
    while (performance.now() < end) {
      const response = await fetch(url);
      await response.arrayBuffer();
      if (!response.ok) throw new Error(`${response.status} from ${url}`);
      answered++;
    }
  }));
  return answered / seconds;
}
