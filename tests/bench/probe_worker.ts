/** A fixed piece of arithmetic, done when it is asked for: how long it took tells how much of a processor there is. */

/// <reference lib="deno.worker" />

const STEPS = 4_000_000;

self.onmessage = () => {
  const startMs = performance.now();
  let sum = 1;
  for (let i = 0; i < STEPS; i++) sum = (sum * 31 + i) % 65_521;
  // The sum is told, so that its making cannot be left out.
  self.postMessage({ tookMs: performance.now() - startMs, sum });
};
