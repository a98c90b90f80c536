/** A connection to a Redis server in its own protocol (RESP2), as far as the tests' front of it needs one. */

/** What a server answers to one command. */
export type Reply =
  | number
  | null
  | Uint8Array<ArrayBuffer>
  | { readonly status: string }
  | { readonly error: string }
  | readonly Reply[];

/** A connection; commands of one call reach the server together. */
export interface Connection extends Disposable {
  /** The replies to the commands, in order. */
  send(commands: readonly (readonly string[])[]): Promise<Reply[]>;
}

const CRLF = "\r\n";
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Connects to a server on this machine. */
export async function connectRedis(port: number): Promise<Connection> {
  const conn = await Deno.connect({ hostname: "127.0.0.1", port });
  const replies = parse(conn.readable);
  let turn: Promise<unknown> = Promise.resolve();
  async function exchange(
    commands: readonly (readonly string[])[],
  ): Promise<Reply[]> {
    const writer = conn.writable.getWriter();
    await writer.write(encode(commands));
    writer.releaseLock();
    const answers: Reply[] = [];
    while (answers.length < commands.length) {
      const { value, done } = await replies.next();
      if (done) throw new Error("The Redis server closed the connection");
      answers.push(value);
    }
    return answers;
  }
  return {
    send(commands) {
      const answers = turn.then(() => exchange(commands));
      turn = answers.catch(() => {});
      return answers;
    },
    [Symbol.dispose]: () => conn.close(),
  };
}

function encode(
  commands: readonly (readonly string[])[],
): Uint8Array<ArrayBuffer> {
  const text = commands.map((words) =>
    `*${words.length}${CRLF}` +
    words.map((word) =>
      `$${encoder.encode(word).byteLength}${CRLF}${word}${CRLF}`
    ).join("")
  );
  return encoder.encode(text.join(""));
}

async function* parse(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<Reply, void, void> {
  const reader = stream.getReader();
  let left = new Uint8Array();

  async function more(): Promise<void> {
    const { value, done } = await reader.read();
    if (done) throw new Error("The Redis server closed the connection");
    const joined = new Uint8Array(left.length + value.length);
    joined.set(left);
    joined.set(value, left.length);
    left = joined;
  }

  async function take(count: number): Promise<Uint8Array<ArrayBuffer>> {
    while (left.length < count) await more();
    const taken = left.slice(0, count);
    left = left.subarray(count);
    return taken;
  }

  async function line(): Promise<string> {
    for (;;) {
      const end = left.indexOf(13);
      if (end >= 0 && end + 1 < left.length) {
        return decoder.decode(await take(end + 2)).slice(0, -2);
      }
      await more();
    }
  }

  async function reply(): Promise<Reply> {
    const head = await line();
    const rest = head.slice(1);
    switch (head[0]) {
      case "+":
        return { status: rest };
      case "-":
        return { error: rest };
      case ":":
        return Number(rest);
      case "$":
        return rest === "-1"
          ? null
          : (await take(Number(rest) + 2)).slice(0, -2);
      case "*": {
        if (rest === "-1") return null;
        const items: Reply[] = [];
        while (items.length < Number(rest)) items.push(await reply());
        return items;
      }
      default:
        throw new Error(`Cannot read a reply of Redis: '${head}'`);
    }
  }

  for (;;) yield await reply();
}
