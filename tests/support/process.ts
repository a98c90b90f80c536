/** The program as its users run it: a process of its own, with nothing of the world but what a test gives it. */

import { TextLineStream } from "@std/streams/text-line-stream";
import { START } from "./task.ts";

/** What `deno task start` gives to `deno`, before the name of the command. */
export const RUN = START.args.slice(0, -1);

/** Every upstream at an address where nobody listens. */
export async function noNetwork(): Promise<Record<string, string>> {
  const address = await unusedAddress();
  return Object.fromEntries(
    [
      "CURRENCYBEACON_URL",
      "ECB_FILES_URL",
      "ECB_API_URL",
      "FRANKFURTER_URL",
      "OPENEXCHANGERATES_URL",
      "CURRENCY_API_URL",
      "npm_config_registry",
    ].map((name) => [name, `${address}/`]),
  );
}

/** An address of this machine where nobody listens. */
export function unusedAddress(): Promise<string> {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return Promise.resolve(`http://127.0.0.1:${listener.addr.port}`);
}

/** How a command ended. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly log: string;
}

/** Runs a command to its end. */
export async function runCommand(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Ended> {
  const { code, stdout, stderr } = await command(args, env).output();
  return { code, out: decode(stdout), log: decode(stderr) };
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/**
 * Runs a command on a terminal of this width, by script of util-linux, and types each answer once its question is shown.
 * @returns all that the terminal was sent; null, which it says, where there is no such program. Where `CI` is set it has
 * to be there.
 */
export async function runOnTerminal(
  args: readonly string[],
  { columns, env, answers = [] }: {
    readonly columns: number;
    readonly env: Readonly<Record<string, string>>;
    readonly answers?: readonly (readonly [question: string, keys: string])[];
  },
): Promise<Ended | null> {
  const quoted = [Deno.execPath(), ...RUN, ...args].map((arg) => `'${arg}'`);
  const line = `stty cols ${columns} rows 24; exec ${quoted.join(" ")}`;
  try {
    const child = new Deno.Command("script", {
      ...surroundings(env),
      stdin: "piped",
      args: ["--quiet", "--return", "--command", line, "/dev/null"],
    }).spawn();
    const [out, log, { code }] = await Promise.all([
      converse(child, answers),
      new Response(child.stderr).text(),
      child.status,
    ]);
    return { code, out, log };
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound) || Deno.env.get("CI")) {
      throw error;
    }
    // deno-lint-ignore no-console
    console.log("left out: a test on a terminal, which script would give it");
    return null;
  }
}

async function converse(
  { stdin, stdout }: Deno.ChildProcess,
  answers: readonly (readonly [question: string, keys: string])[],
): Promise<string> {
  const writer = stdin.getWriter();
  const left = [...answers];
  let shown = "";
  let from = 0;
  for await (const text of stdout.pipeThrough(new TextDecoderStream())) {
    shown += text;
    const [question = "", keys = ""] = left[0] ?? [];
    const at = shown.indexOf(question, from);
    if (left.length === 0 || at < 0) continue;
    from = at + question.length;
    left.shift();
    await writer.write(new TextEncoder().encode(keys));
  }
  await writer.close().catch(() => {});
  return shown;
}

/** A running service. */
export interface Running extends AsyncDisposable {
  readonly address: string;
  readonly pid: number;
  /** All that it has printed. */
  printed(): string;
  /** Waits for a line of its log or of what it prints. */
  line(pattern: RegExp): Promise<string>;
  /** Sends the signal and gives the exit code. */
  stop(signal: Deno.Signal): Promise<number>;
}

/** Starts the service and waits until it is ready. */
export async function startProcess(
  env: Readonly<Record<string, string>>,
): Promise<Running> {
  const child = command(["start"], { PORT: "0", ...env }).spawn();
  const lines = new Lines();
  const reading = Promise.all([
    lines.read(child.stdout),
    lines.read(child.stderr),
  ]);
  const ended = (async () => {
    const { code } = await child.status;
    await reading;
    lines.end();
    return code;
  })();
  const api = await lines.line(/API {4}(http:\S+)\/api\/v1/);
  return {
    address: /http:\/\/[^/]+/.exec(api)?.[0] ?? "",
    pid: child.pid,
    printed: () => lines.all.join("\n"),
    line: (pattern) => lines.line(pattern),
    stop(signal) {
      child.kill(signal);
      return ended;
    },
    async [Symbol.asyncDispose]() {
      try {
        child.kill("SIGKILL");
      } catch {
        // It has ended already.
      }
      await ended;
    },
  };
}

function command(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    ...surroundings(env),
    args: [...RUN, ...args],
  });
}

function surroundings(env: Readonly<Record<string, string>>) {
  return {
    // A folder without a .env of whoever runs the tests.
    cwd: new URL(".", import.meta.url),
    clearEnv: true,
    env: {
      // Where the libraries are that the tests run with.
      PATH: Deno.env.get("PATH") ?? "",
      HOME: Deno.env.get("HOME") ?? "",
      DENO_DIR: Deno.env.get("DENO_DIR") ?? "",
      ...env,
    },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  } as const;
}

/** Lines as they come, and those who wait for one. */
class Lines {
  readonly all: string[] = [];
  #ended = false;
  #wake = Promise.withResolvers<void>();

  async read(stream: ReadableStream<Uint8Array>): Promise<void> {
    const lines: ReadableStream<string> = stream
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(new TextLineStream());
    for await (const line of lines) {
      this.all.push(line);
      this.#next();
    }
  }

  end(): void {
    this.#ended = true;
    this.#next();
  }

  async line(pattern: RegExp): Promise<string> {
    for (;;) {
      const found = this.all.find((line) => pattern.test(line));
      if (found !== undefined) return found;
      if (this.#ended) {
        throw new Error(
          `Ended without a line like ${pattern}:\n${this.all.join("\n")}`,
        );
      }
      await this.#wake.promise;
    }
  }

  #next(): void {
    this.#wake.resolve();
    this.#wake = Promise.withResolvers<void>();
  }
}
