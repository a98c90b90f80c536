/** Fixed work for the processor and for its memory, done when it is asked for: how long it took tells how much of them there is. */

/// <reference lib="deno.worker" />

const STEPS = 2_000_000;
const BYTES = 4_000_000;
const PAGE_BYTES = 4_096;

self.onmessage = () => {
  const startMs = performance.now();
  let sum = 1;
  for (let i = 0; i < STEPS; i++) sum = (sum * 31 + i) % 65_521;
  // Memory that was never touched before is the system's work: what starts processes waits for that most of all.
  const fresh = new Uint8Array(BYTES);
  for (let i = 0; i < BYTES; i += PAGE_BYTES) fresh[i] = sum;
  // The sum is told, so that its making cannot be left out.
  self.postMessage({ tookMs: performance.now() - startMs, sum });
};
