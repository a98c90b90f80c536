/** What the program says to whoever started it. */

/** Prints a line, or several. */
export function say(text: string): void {
  // deno-lint-ignore no-console
  console.log(text);
}

/** Writes to the terminal as it is: a progress bar draws over itself. */
export function draw(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(text));
}

/** Where everything is, once the service listens. */
export function welcome(
  { version, address, data }: {
    readonly version: string;
    readonly address: string;
    readonly data: string;
  },
): string {
  return `MyCurrency ${version} is ready.

  API    ${address}/api/v1
  Docs   ${address}/docs
  Admin  ${address}/admin
  Data   ${data}
`;
}
