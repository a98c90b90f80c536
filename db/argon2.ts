/** Argon2id and the PHC strings in which its hashes are kept: https://github.com/P-H-C/phc-string-format */

/** What makes a hash slow: memory in KiB, passes over it, lanes. */
export interface Argon2Cost {
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
}

/** A hash with all that is needed to make it again. */
export interface Argon2Hash extends Argon2Cost {
  readonly salt: Uint8Array<ArrayBuffer>;
  readonly hash: Uint8Array<ArrayBuffer>;
}

/** Derives the bytes of a password; `length` of them. */
export type Argon2 = (
  password: Uint8Array<ArrayBuffer>,
  salt: Uint8Array<ArrayBuffer>,
  cost: Argon2Cost & { readonly length: number },
) => Promise<Uint8Array<ArrayBuffer>>;

/** Web Crypto's parameters, which TypeScript's library does not have yet. */
interface Argon2Params extends Algorithm {
  readonly nonce: Uint8Array<ArrayBuffer>;
  readonly parallelism: number;
  readonly memory: number;
  readonly passes: number;
}

/** By Web Crypto: off the thread that answers requests. */
export const nativeArgon2: Argon2 = async (password, salt, cost) => {
  const { memory, passes, parallelism, length } = cost;
  const params: Argon2Params = {
    name: "Argon2id",
    nonce: salt,
    parallelism,
    memory,
    passes,
  };
  const key = await crypto.subtle.importKey(
    "raw-secret",
    password,
    "Argon2id",
    false,
    ["deriveBits"],
  );
  return new Uint8Array(
    await crypto.subtle.deriveBits(params, key, length * 8),
  );
};

/** By WebAssembly, where the runtime has no Argon2: the same bytes, but nothing else is answered meanwhile. */
export const portableArgon2: Argon2 = async (password, salt, cost) => {
  const { argon2id } = await import("hash-wasm");
  const bytes = await argon2id({
    password,
    salt,
    parallelism: cost.parallelism,
    iterations: cost.passes,
    memorySize: cost.memory,
    hashLength: cost.length,
    outputType: "binary",
  });
  return new Uint8Array(bytes);
};

const PHC =
  /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([\w+/]+)\$([\w+/]+)$/;

/** The PHC string of a hash. */
export function formatPhc(
  { memory, passes, parallelism, salt, hash }: Argon2Hash,
): string {
  const cost = `m=${memory},t=${passes},p=${parallelism}`;
  return `$argon2id$v=19$${cost}$${base64(salt)}$${base64(hash)}`;
}

/** The hash of a PHC string; null when it is none of Argon2id. */
export function parsePhc(text: string): Argon2Hash | null {
  const [, memory, passes, parallelism, salt, hash] = PHC.exec(text) ?? [];
  if (!salt || !hash) return null;
  return {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    salt: Uint8Array.fromBase64(salt),
    hash: Uint8Array.fromBase64(hash),
  };
}

/** Without padding, as PHC strings have it. */
function base64(bytes: Uint8Array<ArrayBuffer>): string {
  return bytes.toBase64({ omitPadding: true });
}
