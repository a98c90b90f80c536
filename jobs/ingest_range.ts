/** The command `ingest` for a range of days: planned, shown, run to its end or budget, and told how to go on. */

import { dayOf, type DayRange, daysBetween } from "../rates/day.ts";
import type { Clock, Ingestion, Provider, RateStore } from "../rates/ports.ts";
import { plan, type QueueIngestion, rangeWithin } from "../rates/queue.ts";
import { EXIT, type IngestCommand } from "./ingest_args.ts";
import { createProgress, eventOf } from "./progress.ts";
import type { Ran, RunIngestion } from "./runner.ts";
import { count, number } from "./words.ts";

/** What loading a range needs. */
export interface IngestRangeDeps {
  readonly providers: ReadonlyMap<string, Provider>;
  readonly rates: Pick<RateStore, "ledger">;
  readonly queue: QueueIngestion;
  readonly run: RunIngestion;
  readonly clock: Clock;
  readonly print: (line: string) => void;
  /** Writes to a terminal without ending the line; null where there is none. */
  readonly draw: ((text: string) => void) | null;
}

type RangeCommand = Extract<IngestCommand, { kind: "range" }>;

/** Somebody watches, who can stop it: longer than this they would rather come back. */
const PATIENCE_MS = 600_000;

/** Ranges that a dry run names one by one. */
const SHOWN_RANGES = 20;

/** Loads the range and gives the exit code. */
export async function ingestRange(
  command: RangeCommand,
  provider: Provider,
  deps: IngestRangeDeps,
): Promise<number> {
  const { key, since } = provider.facts;
  const wanted = {
    provider: key,
    range: rangeWithin(deps, {
      provider: key,
      range: {
        from: command.from ?? since,
        to: command.to ?? dayOf(deps.clock()),
      },
    }),
  };
  if (command.dryRun) {
    const requests = await plan(deps, { ...wanted, cause: "command" });
    for (const line of planned(command, wanted, requests)) deps.print(line);
    return EXIT.done;
  }
  const { ingestion } = await deps.queue({
    ...wanted,
    cause: "command",
    maxRequests: command.maxRequests,
  });
  if (ingestion.status === "done") {
    deps.print(
      command.json
        ? JSON.stringify(eventOf("end", ingestion))
        : `${key}: nothing to ask for, every day from ${wanted.range.from} to ${wanted.range.to} is known.`,
    );
    return EXIT.done;
  }
  return await runToEnd(command, ingestion, deps);
}

async function runToEnd(
  command: RangeCommand,
  ingestion: Ingestion,
  deps: IngestRangeDeps,
): Promise<number> {
  const progress = createProgress({ ...deps, json: command.json });
  using stop = stopOnSignal();
  if (command.json) deps.print(JSON.stringify(eventOf("start", ingestion)));
  const startedMs = performance.now();
  const ran = await deps.run(ingestion.id, {
    signal: stop.signal,
    patienceMs: PATIENCE_MS,
    onProgress: progress.show,
  });
  progress.end();
  if (!ran) return EXIT.fault;
  if (command.json) deps.print(JSON.stringify(eventOf("end", ran.ingestion)));
  else {
    const seconds = (performance.now() - startedMs) / 1_000;
    for (const line of ended(command, ran, seconds)) deps.print(line);
  }
  return exitOf(ran, stop.by());
}

/** SIGTERM is obeyed, which is success; Ctrl-C leaves something undone. */
function exitOf({ ended, ingestion }: Ran, by: Deno.Signal | null): number {
  switch (ended) {
    case "budget":
      return EXIT.paused;
    case "interrupted":
      return by === "SIGINT" ? EXIT.interrupted : EXIT.done;
    case "resting":
    case "provider":
      return EXIT.fault;
    case "closed":
    case "elsewhere":
      return ingestion.status === "done" ? EXIT.done : EXIT.fault;
  }
}

function* planned(
  { json }: RangeCommand,
  { provider, range }: { readonly provider: string; readonly range: DayRange },
  requests: readonly DayRange[],
): Generator<string> {
  if (json) {
    yield JSON.stringify({
      event: "plan",
      provider,
      ...range,
      requests: requests.length,
      ranges: requests,
    });
    return;
  }
  const days = requests.reduce(
    (sum, { from, to }) => sum + daysBetween(from, to) + 1,
    0,
  );
  yield `${provider}: ${count(requests.length, "request")} for ${
    count(days, "day")
  } from ${range.from} to ${range.to}.`;
  for (const { from, to } of requests.slice(0, SHOWN_RANGES)) {
    yield from === to ? `  ${from}` : `  ${from} to ${to}`;
  }
  const more = requests.length - SHOWN_RANGES;
  if (more > 0) yield `  and ${number(more)} more`;
}

function* ended(
  { provider }: RangeCommand,
  { ended, ingestion }: Ran,
  seconds: number,
): Generator<string> {
  const { inserted, revised, unchanged, requests, chunks } = ingestion;
  yield `${provider}: ${count(requests, "request")}, ${
    count(inserted, "new rate")
  }, ${number(revised)} revised, ${number(unchanged)} unchanged, in ${
    seconds.toFixed(1)
  } s.`;
  const { rejected, rejectedRows, error } = ingestion;
  if (rejected > 0) {
    yield `${count(rejected, "row")} not stored:`;
    for (const { row, reason } of rejectedRows.slice(0, SHOWN_RANGES)) {
      yield `  ${row}: ${reason}`;
    }
    const more = rejected - Math.min(rejectedRows.length, SHOWN_RANGES);
    if (more > 0) yield `  and ${number(more)} more`;
  }
  const left = chunks.pending + chunks.running;
  if (ended === "interrupted") yield "Stopped.";
  if (error) yield `${error}.`;
  if (left > 0) {
    yield `${
      count(left, "part")
    } left. The same command goes on, and so does the running service by itself.`;
  }
}

/** Told to end, the command does so in order. */
function stopOnSignal() {
  const abort = new AbortController();
  let by: Deno.Signal | null = null;
  const listeners = (["SIGINT", "SIGTERM"] as const).map((name) => {
    const listener = () => {
      by ??= name;
      abort.abort();
    };
    Deno.addSignalListener(name, listener);
    return { name, listener };
  });
  return {
    signal: abort.signal,
    by: () => by,
    [Symbol.dispose]() {
      for (const { name, listener } of listeners) {
        Deno.removeSignalListener(name, listener);
      }
    },
  };
}
