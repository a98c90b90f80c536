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
 * @throws {ConfigError} when that is not possible
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
    if (error instanceof Deno.errors.AddrInUse) {
      throw new ConfigError(
        `PORT ${port} is taken by another program. Stop that one, or set PORT to another number.`,
      );
    }
    if (error instanceof Deno.errors.PermissionDenied) {
      throw new ConfigError(
        `PORT ${port} may not be used by this user. Set PORT to a number above 1023.`,
      );
    }
    throw new ConfigError(
      `HOST ${hostname} is no address of this machine. Set HOST to 127.0.0.1, or to 0.0.0.0 for all of its addresses.`,
      { cause: error },
    );
  }
}

/** The answer while the service cannot start: its log says why. */
export function cannotStart(error: unknown): Response {
  // deno-lint-ignore no-console
  console.error(
    JSON.stringify({
      time: new Date().toISOString(),
      level: "error",
      message: "The service cannot start",
      error: error instanceof Error ? error.message : String(error),
    }),
  );
  return Response.json({
    type: "urn:mycurrency:error:storage_unavailable",
    title: "The service cannot start",
    status: 503,
    detail: "The service cannot start at the moment. Try again in a minute.",
    code: "storage_unavailable",
  }, {
    status: 503,
    headers: {
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      "retry-after": "60",
    },
  });
}
