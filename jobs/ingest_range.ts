/** The command `ingest` for a range of days: planned, shown, run to its end or budget, and told how to go on. */

import { system } from "../rates/accounts/system.ts";
import { type AllowanceDeps, leftThisMonth } from "../rates/allowance.ts";
import { dayOf, type DayRange } from "../rates/day.ts";
import type { Ingestion, Provider, RateStore } from "../rates/ports.ts";
import {
  namedProvider,
  plan,
  type QueueIngestion,
  rangeWithin,
} from "../rates/queue.ts";
import { EXIT } from "./exit.ts";
import type { IngestCommand } from "./ingest_args.ts";
import { endWords, heldWords, planWords } from "./ingest_words.ts";
import { createProgress, eventOf } from "./progress.ts";
import type { Ran, RunIngestion } from "./runner.ts";
import type { Screen } from "./screen.ts";
import { stopOnSignal } from "./stop_on_signal.ts";
import type { Voice } from "./voice.ts";
import { count } from "./words.ts";

/** What loading a range needs. */
export interface IngestRangeDeps extends AllowanceDeps {
  readonly providers: ReadonlyMap<string, Provider>;
  readonly rates: Pick<RateStore, "ledger">;
  readonly queue: QueueIngestion;
  readonly run: RunIngestion;
  /** The most requests of a run that brings no limit of its own. */
  readonly maxRequests: number;
  readonly voice: Voice;
  /** Null where nobody looks. */
  readonly screen: Screen | null;
}

type RangeCommand = Extract<IngestCommand, { kind: "range" }>;

/** A range of a provider's history. */
interface Wanted {
  readonly provider: string;
  readonly range: DayRange;
}

/** Somebody watches, who can stop it: longer than this they would rather come back. */
const PATIENCE_MS = 600_000;

/**
 * Loads the range and gives the exit code.
 * @throws {AppError} when there is no such provider or history, or the database is away
 */
export async function ingestRange(
  command: RangeCommand,
  deps: IngestRangeDeps,
): Promise<number> {
  const { facts } = namedProvider(deps.providers, command.provider);
  const { key, since, missingSetting, name } = facts;
  if (missingSetting !== null) {
    return deps.voice.fault({
      code: "not_configured",
      message: `${name} cannot be asked: set ${missingSetting} first.`,
      exit: EXIT.fault,
    });
  }
  const range = {
    from: command.from ?? since,
    to: command.to ?? dayOf(deps.clock()),
  };
  const wanted = {
    provider: key,
    range: rangeWithin(deps, { provider: key, range }),
  };
  return command.dryRun
    ? await tellPlan(command, wanted, deps)
    : await load(command, wanted, deps);
}

/** Says what would be asked for. */
async function tellPlan(
  { maxRequests }: RangeCommand,
  { provider, range }: Wanted,
  deps: IngestRangeDeps,
): Promise<number> {
  const { facts } = namedProvider(deps.providers, provider);
  const planned = {
    provider,
    range,
    requests: await plan(deps, { provider, range, cause: "command" }),
    mostARun: maxRequests ?? deps.maxRequests,
    leftThisMonth: await leftThisMonth(facts, deps),
  };
  deps.voice.tell({
    event: "plan",
    provider,
    ...range,
    requests: planned.requests.length,
    max_requests: planned.mostARun,
    requests_left_this_month: planned.leftThisMonth,
    ranges: planned.requests,
  });
  for (const line of planWords(planned)) deps.voice.say(line);
  return EXIT.done;
}

async function load(
  { maxRequests }: RangeCommand,
  wanted: Wanted,
  deps: IngestRangeDeps,
): Promise<number> {
  const { voice } = deps;
  const { provider, range } = wanted;
  const { ingestion, created } = await deps.queue({
    ...wanted,
    cause: "command",
    maxRequests,
  }, system("command"));
  if (ingestion.status === "done") {
    voice.tell({
      ...eventOf("end", ingestion),
      ended: "closed",
      exit: EXIT.done,
    });
    voice.say(
      `${provider}: nothing to ask for, every day from ${range.from} to ${range.to} is known.`,
    );
    return EXIT.done;
  }
  if (ingestion.held) {
    return voice.fault({
      code: "conflict",
      message: heldWords(ingestion.id),
      exit: EXIT.fault,
    });
  }
  if (!created) voice.say(goesOn(ingestion, { isNew: maxRequests !== null }));
  return await runToEnd(ingestion, deps);
}

/** That there is a load already, and which limit it has. */
function goesOn(
  { id, provider, maxRequests }: Ingestion,
  limit: { readonly isNew: boolean },
): string {
  const since = limit.isNew ? " from now on" : "";
  const what = maxRequests === 0
    ? ` Its runs have no limit of requests${since}.`
    : maxRequests !== null
    ? ` Its runs make ${count(maxRequests, "request")} at most${since}.`
    : "";
  return `${provider}: goes on with load ${id}, which is open.${what}`;
}

async function runToEnd(
  ingestion: Ingestion,
  deps: IngestRangeDeps,
): Promise<number> {
  const { voice } = deps;
  using stop = stopOnSignal();
  voice.tell(eventOf("start", ingestion));
  const startedMs = performance.now();
  const ran = await runShown(ingestion, { ...deps, signal: stop.signal });
  const { ended } = ran;
  const exit = exitOf(ran, stop.by());
  const seconds = (performance.now() - startedMs) / 1_000;
  voice.tell({
    ...eventOf("end", ran.ingestion, ingestion),
    seconds,
    ended,
    exit,
  });
  for (const line of endWords(ran, { before: ingestion, seconds })) {
    voice.say(line);
  }
  return exit;
}

async function runShown(
  before: Ingestion,
  deps: IngestRangeDeps & { readonly signal: AbortSignal },
): Promise<Ran> {
  const { voice, screen, signal, run } = deps;
  using progress = createProgress({ voice, screen, before });
  const ran = await run(before.id, {
    signal,
    patienceMs: PATIENCE_MS,
    onProgress: progress.show,
  });
  if (!ran) throw new Error(`Cannot find the ingestion ${before.id}`);
  progress.end(ran.ingestion);
  return ran;
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
