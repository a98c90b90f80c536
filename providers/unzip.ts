/** One file out of a zip, without believing what the zip says of its size: a bomb is put down at the limit. */

import { Unzip, UnzipInflate } from "fflate";

/** Inflating multiplies by a thousand at most, so that no piece becomes more than this many times 1,032 bytes. */
const PIECE_BYTES = 4_096;

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
  let size = 0;
  const unzip = new Unzip((file) => {
    if (state !== "none" || !name.test(file.name)) return;
    state = "reading";
    const { originalSize } = file;
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
  unzip.register(UnzipInflate);
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    const end = at + PIECE_BYTES;
    try {
      unzip.push(bytes.subarray(at, end), end >= bytes.length);
    } catch {
      throw new SyntaxError(DAMAGED);
    }
    if (state !== "none" && state !== "reading") break;
  }
  return outcome();

  function outcome(): Uint8Array {
    switch (state) {
      case "whole":
        return join(pieces, size);
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

function join(pieces: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
