/** Streams go to their readers as they come; one that turns out to be small enough is kept for those who come after. */

import { contentTag } from "../caching.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** The same answer; once all of it has passed, `done` gets its bytes and a tag of them, if they are not too many. */
export function gathered(
  response: Response,
  { mostBytes, done }: {
    readonly mostBytes: number;
    readonly done: (bytes: Bytes, etag: string) => void;
  },
): Response {
  if (!response.body) return response;
  let chunks: Bytes[] | null = [];
  let length = 0;
  const gather = new TransformStream<Bytes, Bytes>({
    transform(chunk, controller) {
      length += chunk.byteLength;
      if (length > mostBytes) chunks = null;
      chunks?.push(chunk);
      controller.enqueue(chunk);
    },
    async flush() {
      if (!chunks) return;
      const bytes = new Uint8Array(await new Blob(chunks).arrayBuffer());
      done(bytes, contentTag(bytes));
    },
  });
  return new Response(response.body.pipeThrough(gather), response);
}
