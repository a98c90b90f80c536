/** What the program says to whoever started it. */

import { Screen } from "./screen.ts";
import { wrapped } from "./wrapped.ts";

/** Prints a line for programs, as it is. */
export function print(line: string): void {
  // deno-lint-ignore no-console
  console.log(line);
}

/** Prints sentences for people. */
export function say(text: string): void {
  print(
    Deno.stdout.isTerminal() ? wrapped(text, columnsOfTerminal()) : text,
  );
}

/** The terminal that the program prints on; null where it prints elsewhere. */
export function openScreen(): Screen | null {
  if (!Deno.stdout.isTerminal()) return null;
  const encoder = new TextEncoder();
  return new Screen({
    write: (text) => void Deno.stdout.writeSync(encoder.encode(text)),
    columns: columnsOfTerminal,
  });
}

function columnsOfTerminal(): number {
  return Deno.consoleSize().columns;
}

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
