/** Text that is made while it is read, as a stream of bytes. */

/** The stream; whoever lets go of it before its end, read or not, is told to `discarded`. */
export function streamOf(
  text: AsyncIterator<string>,
  discarded: () => void,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await text.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      discarded();
      await text.return?.();
    },
  }, { highWaterMark: 0 });
}
