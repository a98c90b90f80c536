/** A service behind a real server, asked byte by byte: what clients send and see that `fetch` hides. */

import type { Service } from "./service.ts";

/** What came back. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** A request as it is written on the connection. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent in chunks, without a length; the empty text is a body of no chunks. */
  readonly chunked?: string;
}

/** A server that runs until disposed. */
export interface Wire extends AsyncDisposable {
  send(request: WireRequest): Promise<WireAnswer>;
}

/** Serves the service on a free port. */
export function serve({ fetch }: Pick<Service, "fetch">): Wire {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    (request, info) => fetch(request, info),
  );
  return {
    async send(request) {
      const { hostname, port } = server.addr;
      const connection = await Deno.connect({ hostname, port });
      const writer = connection.writable.getWriter();
      await writer.write(new TextEncoder().encode(textOf(request)));
      return await read(connection.readable, request);
    },
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

function textOf({ method, path, headers = {}, chunked }: WireRequest): string {
  const lines = Object.entries({
    host: "localhost",
    connection: "close",
    ...(chunked !== undefined && { "transfer-encoding": "chunked" }),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  const size = new TextEncoder().encode(chunked).byteLength;
  const chunks = chunked === undefined
    ? ""
    : `${size > 0 ? `${size.toString(16)}\r\n${chunked}\r\n` : ""}0\r\n\r\n`;
  return `${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n${chunks}`;
}

/** Reads until the server closes, or has told all: of a body that it refuses it waits for what it does not read. */
async function read(
  stream: ReadableStream<BufferSource>,
  { method }: WireRequest,
): Promise<WireAnswer> {
  let text = "";
  for await (const part of stream.pipeThrough(new TextDecoderStream())) {
    text += part;
    const { headers, body } = parse(text);
    const length = headers.get("content-length");
    if (method !== "HEAD" && String(body.length) === length) break;
  }
  return parse(text);
}

function parse(text: string): WireAnswer {
  const end = text.indexOf("\r\n\r\n");
  const [first = "", ...lines] = text.slice(0, end).split("\r\n");
  return {
    status: Number(first.split(" ")[1]),
    headers: new Headers(
      lines.map((line): [string, string] => {
        const colon = line.indexOf(":");
        return [line.slice(0, colon), line.slice(colon + 1).trim()];
      }),
    ),
    body: text.slice(end + 4),
  };
}
