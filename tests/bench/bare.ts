/** A bare server as a process: answers what an address answered once. */

/** The running baseline. */
export interface Bare extends AsyncDisposable {
  readonly url: string;
}

/** Starts a server that answers as the address does. */
export async function startBare(address: string): Promise<Bare> {
  const program = new URL("bare_server.ts", import.meta.url);
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-net", program.pathname, address],
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.getReader();
  const { value } = await reader.read();
  return {
    url: new TextDecoder().decode(value).trim(),
    async [Symbol.asyncDispose]() {
      child.kill();
      await child.status;
      await reader.cancel();
    },
  };
}
