/** PGlite made safe for several connections: it has one backend, so a connection's messages up to its Sync belong together. */

import { PGlite } from "@electric-sql/pglite";

type StreamOptions = Parameters<PGlite["execProtocolRawStream"]>[1];
type ExecOptions = Parameters<PGlite["exec"]>[1];

const SYNC = 0x53;
const SIMPLE_QUERY = 0x51;
const STARTUP = 0x00;
const TERMINATE = 0x58;
const SYNC_MESSAGE = Uint8Array.of(SYNC, 0, 0, 0, 4);

/**
 * pglite-socket lets one connection through at a time only inside `begin … commit`. Outside, messages interleave: after
 * a statement that fails to parse the backend skips everything up to the next Sync, and that was another connection's
 * question, which then came back empty without an error (seen 248 times in 500). Reporting "in a transaction" from the first
 * message of the extended protocol to its Sync makes the queue keep to one connection for as long.
 */
export class SharedPGlite extends PGlite {
  #awaitsSync = false;

  override isInTransaction(): boolean {
    return this.#awaitsSync || super.isInTransaction();
  }

  override execProtocolRawStream(
    message: Uint8Array,
    options: StreamOptions,
  ): Promise<void> {
    switch (message[0]) {
      case SYNC:
      case SIMPLE_QUERY:
      case STARTUP:
      case TERMINATE:
        this.#awaitsSync = false;
        break;
      default:
        this.#awaitsSync = true;
    }
    return super.execProtocolRawStream(message, options);
  }

  /** The socket server rolls back for a client that went away; its Sync will never come, and without one nothing runs. */
  override async exec(query: string, options?: ExecOptions) {
    if (this.#awaitsSync) {
      this.#awaitsSync = false;
      await this.execProtocolRaw(SYNC_MESSAGE);
    }
    return await super.exec(query, options);
  }
}
