/** What is counted for Prometheus: answers, requests to providers, parts of loads, and the process itself. */

import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Clock, Meter } from "../rates/ports.ts";
import { createAnswerCounts } from "./answer_counts.ts";

/** Where an answer came from: made by the app, kept from before, or refused at the door. */
export type AnswerSource = "app" | "kept" | "refused";

/** An answer, as it is counted; `route` is a template, so that there are few. */
export interface CountedAnswer {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly source: AnswerSource;
  /** Null where measuring would cost more than answering. */
  readonly seconds: number | null;
}

/** The counters. */
export interface Metrics {
  answered(answer: CountedAnswer): void;
  /** The same meter, whose requests are counted. */
  metered(meter: Meter): Meter;
  /** A part of a load that has ended. */
  part(provider: string, outcome: "loaded" | "failed"): void;
  /** All of them, in the format of Prometheus. */
  read(): Promise<{ readonly type: string; readonly text: string }>;
}

/** From a kept answer's time to that of a question that waits for providers. */
const BUCKETS: readonly number[] = [0.002, 0.01, 0.05, 0.2, 0.5, 1, 2, 5, 10];

/** Makes the counters; each instance has its own. */
export function createMetrics(
  { clock, memory }: {
    readonly clock: Clock;
    readonly memory: () => { readonly rss: number; readonly heapUsed: number };
  },
): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const count = createAnswerCounts(registers);
  const durations = new Histogram({
    name: "http_request_duration_seconds",
    help: "How long the app took for answers that were not kept.",
    labelNames: ["route"],
    buckets: [...BUCKETS],
    registers,
  });
  const upstream = new Counter({
    name: "mycurrency_upstream_requests_total",
    help: "Requests to providers, retries too.",
    labelNames: ["provider", "outcome"],
    registers,
  });
  const parts = new Counter({
    name: "mycurrency_ingestion_parts_total",
    help: "Parts of loads of history that have ended.",
    labelNames: ["provider", "outcome"],
    registers,
  });
  new Gauge({
    name: "process_start_time_seconds",
    help: "When this process began, since 1970.",
    registers,
  }).set(clock().getTime() / 1_000);
  new Gauge({
    name: "process_resident_memory_bytes",
    help: "Memory that this process has.",
    registers,
    collect() {
      this.set(memory().rss);
    },
  });
  new Gauge({
    name: "process_heap_bytes",
    help: "Memory of it that the program's objects take.",
    registers,
    collect() {
      this.set(memory().heapUsed);
    },
  });

  return {
    answered(answer) {
      count(answer);
      const { route, seconds } = answer;
      if (seconds !== null) durations.observe({ route }, seconds);
    },
    metered: (meter) => ({
      take: (provider) => meter.take(provider),
      ended(provider, outcome) {
        upstream.inc({ provider, outcome: outcome.ok ? "ok" : "failed" });
        meter.ended(provider, outcome);
      },
    }),
    part: (provider, outcome) => parts.inc({ provider, outcome }),
    read: async () => ({
      type: registry.contentType,
      text: await registry.metrics(),
    }),
  };
}
