/** One file out of a zip, without believing what the zip says of its size: a bomb is put down at the limit. */

import { inflateRawSync } from "node:zlib";
import { concat } from "@std/bytes/concat";
import {
  type AsyncFlateStreamHandler,
  Unzip,
  type UnzipDecoder,
  type UnzipDecoderConstructor,
} from "fflate";

/** The library calls itself once for every file that begins in a piece; a stack has room for as many as fit in this. */
const PIECE_BYTES = 65_536;

const DAMAGED = "The zip file is cut off or damaged";

/**
 * The first file whose name fits.
 * @throws {SyntaxError} with a sentence, when there is none, it is damaged or unpacks to more than `maxBytes`
 */
export function unzipFirst(
  bytes: Uint8Array,
  { name, maxBytes }: { readonly name: RegExp; readonly maxBytes: number },
): Uint8Array {
  const pieces: Uint8Array[] = [];
  let state: "none" | "reading" | "whole" | "damaged" | "too large" = "none";
  const unzip = new Unzip((file) => {
    if (state !== "none" || !name.test(file.name)) return;
    state = "reading";
    const { originalSize } = file;
    let size = 0;
    file.ondata = (error, piece, final) => {
      size += piece?.length ?? 0;
      if (error) state = "damaged";
      else if (size > maxBytes) state = "too large";
      else {
        pieces.push(piece);
        if (!final) return;
        const asSaid = originalSize === undefined || originalSize === size;
        state = asSaid ? "whole" : "damaged";
      }
    };
    file.start();
  });
  unzip.register(inflatingUpTo(maxBytes));
  const isOpen = () => state === "none" || state === "reading";
  for (let at = 0; at < bytes.length && isOpen(); at += PIECE_BYTES) {
    const end = at + PIECE_BYTES;
    try {
      unzip.push(bytes.subarray(at, end), end >= bytes.length);
    } catch (error) {
      state = isTooLarge(error) ? "too large" : "damaged";
    }
  }
  return outcome();

  function outcome(): Uint8Array {
    switch (state) {
      case "whole":
        return concat(pieces);
      case "none":
        throw new SyntaxError(
          hasEnd(bytes) ? "The zip file holds no CSV or XML file" : DAMAGED,
        );
      case "too large":
        throw new SyntaxError(
          `The zip file unpacks to more than ${maxBytes / 1e6} MB`,
        );
      default:
        throw new SyntaxError(DAMAGED);
    }
  }
}

/** Inflates a file once it is there, in one go: the library's own, bit by bit, left 45 MB of garbage behind 2 MB. */
function inflatingUpTo(maxBytes: number): UnzipDecoderConstructor {
  return class implements UnzipDecoder {
    static compression = 8;
    ondata: AsyncFlateStreamHandler = () => {};
    readonly #packed: Uint8Array[] = [];

    push(piece: Uint8Array, final: boolean): void {
      this.#packed.push(piece);
      if (!final) return;
      const whole = inflateRawSync(concat(this.#packed), {
        maxOutputLength: maxBytes,
      });
      this.ondata(null, new Uint8Array(whole), true);
    }
  };
}

function isTooLarge(error: unknown): boolean {
  return error instanceof RangeError && "code" in error &&
    error.code === "ERR_BUFFER_TOO_LARGE";
}

/** Whether the record is there that ends every zip: PK 5 6, followed by 18 bytes and a comment of up to 65,535. */
function hasEnd(bytes: Uint8Array): boolean {
  for (let at = bytes.length - 22; at >= 0; at--) {
    if (bytes.length - at > 22 + 65_535) return false;
    if (
      bytes[at] === 0x50 && bytes[at + 1] === 0x4b &&
      bytes[at + 2] === 0x05 && bytes[at + 3] === 0x06
    ) return true;
  }
  return false;
}
