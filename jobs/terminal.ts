/** What the program says to whoever started it. */

import type { Terminal } from "./progress.ts";

/** Prints a line, or several. */
export function say(text: string): void {
  // deno-lint-ignore no-console
  console.log(text);
}

/** The terminal that a progress bar draws on. */
export const terminal: Terminal = {
  draw: (text) => void Deno.stdout.writeSync(new TextEncoder().encode(text)),
  columns: () => Deno.consoleSize().columns,
};

/** Where everything is, once the service listens, and how the first administrator gets in. */
export function welcome(
  { version, address, data, setupToken }: {
    readonly version: string;
    readonly address: string;
    readonly data: string;
    /** Null once there is somebody who can log in. */
    readonly setupToken: string | null;
  },
): string {
  const places = `MyCurrency ${version} is ready.

  API    ${address}/api/v1
  Docs   ${address}/docs
  Admin  ${address}/admin
  Data   ${data}
`;
  return setupToken === null
    ? places
    : `${places}\n${setupWords(`${address}${setupPath(setupToken)}`)}\n`;
}

/** What is printed where the address of the service is not known. */
export function setupNote(setupToken: string): string {
  return setupWords(`${setupPath(setupToken)} on this service`);
}

function setupWords(where: string): string {
  return `Nobody can log in yet. Make the first administrator within an hour, once, at

  ${where}

or with: deno task create-admin
`;
}

/** In the fragment, which browsers keep to themselves: no server's log has it. */
function setupPath(token: string): string {
  return `/admin/setup#token=${token}`;
}
