/** Asking a server over and over: by wrk where it is installed, else by a loop in this process. */

const CONNECTIONS = 32;
const SECONDS = 2;

/** How many answers a second the server gives. */
export async function measureLoad(
  url: string,
  seconds = SECONDS,
): Promise<number> {
  return await runWrk(url, seconds) ?? await runLoop(url, seconds);
}

async function runWrk(url: string, seconds: number): Promise<number | null> {
  try {
    const { stdout, success } = await new Deno.Command("wrk", {
      args: ["-t1", `-c${CONNECTIONS}`, `-d${seconds}s`, url],
    }).output();
    const text = new TextDecoder().decode(stdout);
    const rate = /Requests\/sec:\s+([\d.]+)/.exec(text)?.[1];
    if (!success || rate === undefined || /Non-2xx/.test(text)) {
      throw new Error(`wrk failed:\n${text}`);
    }
    return Number(rate);
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
