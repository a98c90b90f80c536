/** The loads of history: the newest of them, starting one, steering it, and its progress as it happens. */

import { batch, computed, createModel, effect, signal } from "@preact/signals";
import { ask } from "../api/ask.ts";
import type {
  Client,
  FileReport,
  Ingestion,
  IngestionPlan,
} from "../api/client.ts";
import { afterLoading, dataOr, type Loaded } from "../api/loaded.ts";
import type { Result } from "../api/result.ts";
import { isOpen, type Steering } from "./load_words.ts";

/** A range of a provider's days, as somebody chooses it. */
export interface WantedLoad {
  readonly provider: string;
  readonly from: string;
  readonly to: string;
}

/** What the model is made of. */
export interface LoadsParts {
  readonly client: Client;
  /** Opens the stream of a load's progress. */
  readonly listen: (id: number) => EventSource;
}

const PAGE = 20;

/** A browser keeps six connections to a service: streams must leave some for everything else. */
const MOST_STREAMS = 2;

/** How often those without a stream are looked at. */
const LOOK_MS = 5_000;

/** The loads of one service. */
export const LoadsModel = createModel(function loadsModel(
  { client, listen }: LoadsParts,
) {
  const state = signal<Loaded<readonly Ingestion[]>>({ status: "loading" });
  const isWhole = signal(false);
  /** Grows when a load ends: what is stored has changed. */
  const ended = signal(0);
  const all = computed(() => dataOr(state.value, []));
  const open = computed(() => all.value.filter(isOpen));
  /** The ids that have a stream, as one text so that it only changes with them. */
  const streamed = computed(() =>
    open.value.filter(({ status }) => status !== "paused")
      .slice(0, MOST_STREAMS).map(({ id }) => id).join()
  );

  function put(news: readonly Ingestion[]): void {
    const known = new Map(all.peek().map((one) => [one.id, one]));
    let ends = 0;
    for (const one of news) {
      const before = known.get(one.id);
      if (before && isOpen(before) && !isOpen(one)) ends++;
      known.set(one.id, one);
    }
    const data = [...known.values()].sort((a, b) => b.id - a.id);
    batch(() => {
      state.value = { status: "ready", data, outdated: null };
      ended.value += ends;
    });
  }

  function kept(result: Result<Ingestion>): Result<Ingestion> {
    if (result.ok) put([result.data]);
    return result;
  }

  async function load(): Promise<void> {
    if (state.peek().status === "error") state.value = { status: "loading" };
    const newest = await ask((init) =>
      client.ingestions.$get({ query: { limit: String(PAGE) } }, init)
    );
    // Where these are all, those that are open are among them.
    const going = newest.ok && newest.data.length === PAGE
      ? await ask((init) =>
        client.ingestions.$get({ query: { open: "true", limit: "100" } }, init)
      )
      : newest;
    if (newest.ok && going.ok) {
      if (state.peek().status !== "ready") {
        isWhole.value = newest.data.length < PAGE;
      }
      put([...going.data, ...newest.data]);
    } else state.value = afterLoading(state.peek(), newest.ok ? going : newest);
  }

  /** Follows one; `onLost` is called when its stream is refused: a browser comes back by itself after all else. */
  function stream(id: number, onLost: () => void): () => void {
    const source = listen(id);
    source.addEventListener("error", () => {
      if (source.readyState === EventSource.CLOSED) onLost();
    });
    source.addEventListener("ingestion", ({ data }) => {
      // Of the service itself, in the shape that it describes.
      const one: Ingestion = JSON.parse(String(data));
      put([one]);
      if (!isOpen(one)) source.close();
    });
    return () => source.close();
  }

  return {
    state,
    open,
    ended,
    /** Whether there are no older ones than those shown. */
    isWhole,
    load,
    async more(): Promise<void> {
      const before = String(all.peek().at(-1)?.id ?? "");
      const result = await ask((init) =>
        client.ingestions.$get({ query: { before, limit: String(PAGE) } }, init)
      );
      if (!result.ok) {
        state.value = afterLoading(state.peek(), result);
        return;
      }
      isWhole.value = result.data.length < PAGE;
      put(result.data);
    },
    plan(query: WantedLoad, signal: AbortSignal): Promise<
      Result<IngestionPlan>
    > {
      return ask((init) => client.ingestions.plan.$get({ query }, init), {
        signal,
      });
    },
    async start(json: WantedLoad): Promise<Result<Ingestion>> {
      return kept(
        await ask((init) => client.ingestions.$post({ json }, init)),
      );
    },
    async steer(id: number, how: Steering): Promise<Result<Ingestion>> {
      const request = { param: { id: String(id) } };
      return kept(
        await ask((init) => client.ingestions[":id"][how].$post(request, init)),
      );
    },
    /** Hands a file in as it is. */
    async handIn(provider: string, file: Blob): Promise<Result<FileReport>> {
      const result = await ask((options) =>
        client.ingestions.file.$post({ query: { provider } }, {
          ...options,
          headers: { "content-type": "application/octet-stream" },
          init: { ...options.init, body: file },
        })
      );
      if (result.ok) {
        ended.value++;
        // A file is a load that is over: it stands among the past ones.
        await load();
      }
      return result;
    },
    /** Follows the open ones until the returned function is called: the first by streams, the others by looking. */
    watch(): () => void {
      const streams = new Map<string, () => void>();
      const follow = effect(() => {
        const ids = streamed.value.split(",").filter((id) => id !== "");
        for (const id of ids) {
          if (streams.has(id)) continue;
          streams.set(id, stream(Number(id), () => streams.delete(id)));
        }
        for (const [id, close] of streams) {
          if (ids.includes(id)) continue;
          close();
          streams.delete(id);
        }
      });
      const timer = setInterval(() => {
        if (open.peek().length > streams.size) void load();
      }, LOOK_MS);
      return () => {
        follow();
        clearInterval(timer);
        for (const close of streams.values()) close();
      };
    },
  };
});

/** What {@linkcode LoadsModel} makes. */
export type Loads = InstanceType<typeof LoadsModel>;
