/** Passwords as Argon2id hashes, made two at a time, with the same work for whoever does not exist. */

import { timingSafeEqual } from "node:crypto";
import { bulkhead, BulkheadRejectedError } from "cockatiel";
import { normalisePassword } from "../rates/accounts/password_rules.ts";
import { AppError } from "../rates/errors.ts";
import type { Passwords } from "../rates/ports.ts";
import {
  type Argon2,
  type Argon2Cost,
  formatPhc,
  nativeArgon2,
  parsePhc,
  portableArgon2,
} from "./argon2.ts";

/** https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html */
const COST: Argon2Cost = { memory: 19_456, passes: 2, parallelism: 1 };

const SALT_BYTES = 16;
const HASH_BYTES = 32;

/** 20 MB and a core each, for 40 ms. */
const AT_ONCE = 2;
/** A second's work. */
const MOST_WAITING = 40;
const RETRY_AFTER_SECONDS = 2;

/** What a test may choose. */
export interface PasswordOptions {
  readonly cost?: Argon2Cost;
  readonly argon2?: Argon2;
}

/** Makes the hasher, by the runtime's own Argon2 where it has one. */
export function createPasswords(
  { cost = COST, argon2 = bestArgon2() }: PasswordOptions = {},
): Passwords {
  const queue = bulkhead(AT_ONCE, MOST_WAITING);

  async function derive(
    password: string,
    salt: Uint8Array<ArrayBuffer>,
    { length, ...cost }: Argon2Cost & { readonly length: number },
  ) {
    const bytes = new TextEncoder().encode(normalisePassword(password));
    try {
      return await queue.execute(() =>
        argon2(bytes, salt, { ...cost, length })
      );
    } catch (error) {
      if (!(error instanceof BulkheadRejectedError)) throw error;
      throw new AppError(
        "busy",
        "Too many people log in at this moment. Try again in a few seconds.",
        { retryAfterSeconds: RETRY_AFTER_SECONDS },
      );
    }
  }

  return {
    async hash(password) {
      const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
      const hash = await derive(password, salt, {
        ...cost,
        length: HASH_BYTES,
      });
      return formatPhc({ ...cost, salt, hash });
    },
    async verify(password, phc) {
      const kept = phc === null ? null : parsePhc(phc);
      if (kept === null) {
        // Nobody's: the same work for no result.
        const salt = new Uint8Array(SALT_BYTES);
        await derive(password, salt, { ...cost, length: HASH_BYTES });
        return { ok: false, outdated: false };
      }
      const { hash, salt, memory, passes, parallelism } = kept;
      const { length } = hash;
      const made = await derive(password, salt, {
        memory,
        passes,
        parallelism,
        length,
      });
      const weaker = memory < cost.memory || passes < cost.passes;
      return { ok: timingSafeEqual(made, hash), outdated: weaker };
    },
  };
}

function bestArgon2(): Argon2 {
  const { supports } = Object(SubtleCrypto);
  const native = typeof supports === "function" &&
    SubtleCrypto.supports("importKey", "Argon2id");
  return native ? nativeArgon2 : portableArgon2;
}
