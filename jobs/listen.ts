/** Listening for requests, and telling whoever started the program where. */

import { ConfigError } from "../rates/errors.ts";

/** Where to listen, and who answers. */
export interface ListenOptions {
  readonly hostname: string;
  readonly port: number;
  readonly handler: Deno.ServeHandler<Deno.NetAddr>;
  /** Told the address that a browser can open: `http://localhost:8000`. */
  readonly onListen: (address: string) => void;
}

/** What every machine calls itself. */
const LOCAL: readonly string[] = ["0.0.0.0", "::", "127.0.0.1", "::1"];

/**
 * Listens until it is shut down.
 * @throws {ConfigError} when the port is taken
 */
export function listen(
  { hostname, port, handler, onListen }: ListenOptions,
): Deno.HttpServer<Deno.NetAddr> {
  try {
    return Deno.serve({
      hostname,
      port,
      onListen(at) {
        const host = LOCAL.includes(at.hostname) ? "localhost" : at.hostname;
        onListen(`http://${host}:${at.port}`);
      },
    }, handler);
  } catch (error) {
    if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    throw new ConfigError(
      `PORT ${port} is taken by another program. Stop that one, or set PORT to another number.`,
    );
  }
}
