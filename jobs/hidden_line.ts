/** A line that somebody types and nobody sees. */

/** What the keys typed so far come to: more is to come, a whole line, or giving up (Ctrl-C, Ctrl-D). */
export type Typed =
  | { readonly kind: "more" }
  | { readonly kind: "line"; readonly text: string }
  | { readonly kind: "given up" };

/** Puts a line together from the keys of a terminal that does not do so itself. */
export class HiddenLine {
  #text: string[] = [];

  /** Takes keys in, as they come. */
  take(keys: string): Typed {
    for (const key of keys) {
      switch (key) {
        case "\r":
        case "\n":
          return { kind: "line", text: this.#text.join("") };
        case "\x03":
        case "\x04":
          return { kind: "given up" };
        case "\x7f":
        case "\b":
          this.#text.pop();
          break;
        default:
          if (!/\p{Cc}/u.test(key)) this.#text.push(key);
      }
    }
    return { kind: "more" };
  }
}

/** What is needed of a terminal to ask without showing the answer. */
export interface QuietTerminal {
  /** Whether keys come one by one and unseen. */
  setRaw(raw: boolean): void;
  read(bytes: Uint8Array): Promise<number | null>;
  show(text: string): void;
}

/** The terminal of this process; what it shows does not mix with what the program prints. */
const OWN: QuietTerminal = {
  setRaw: (raw) => Deno.stdin.setRaw(raw),
  read: (bytes) => Deno.stdin.read(bytes),
  show: (text) => void Deno.stderr.writeSync(new TextEncoder().encode(text)),
};

/** Asks at the terminal without showing what is typed; null when somebody gave up. */
export async function askHidden(
  question: string,
  terminal: QuietTerminal = OWN,
): Promise<string | null> {
  // Before the question: who types at once must not be shown either.
  terminal.setRaw(true);
  try {
    terminal.show(question);
    const line = new HiddenLine();
    const decoder = new TextDecoder();
    const bytes = new Uint8Array(1_024);
    for (;;) {
      const count = await terminal.read(bytes);
      if (count === null) return null;
      const keys = decoder.decode(bytes.subarray(0, count), { stream: true });
      const typed = line.take(keys);
      if (typed.kind === "line") return typed.text;
      if (typed.kind === "given up") return null;
    }
  } finally {
    terminal.setRaw(false);
    terminal.show("\n");
  }
}

/** The first line of what is piped in; null when there is none. */
export async function readFirstLine(
  input: ReadableStream<Uint8Array>,
): Promise<string | null> {
  let text = "";
  for await (const part of input.pipeThrough(new TextDecoderStream())) {
    text += part;
    if (/[\r\n]/.test(text) || text.length > MOST_PIPED) break;
  }
  return text.split(/\r?\n/)[0] || null;
}

/** More than any password has. */
const MOST_PIPED = 10_000;
