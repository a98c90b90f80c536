/** The mirrors of currency-api: which is asked first, which is away, and what their silence proves. */

import { INTERACTIVE_ATTEMPTS } from "../rates/ask.ts";
import type { Day } from "../rates/day.ts";
import { ProviderError } from "../rates/errors.ts";
import type { Clock, FetchOptions, ProviderHealth } from "../rates/ports.ts";
import type { Line } from "./http.ts";
import { readPackageFile } from "./npm_mirror.ts";
import { combined } from "./tally.ts";

const PACKAGE = "@fawazahmed0/currency-api";
const FILE = "v1/currencies/eur.json";

/** 340 rates are 8 kB, 700 in the first days. */
const MAX_BYTES = 1_000_000;

/** While somebody waits, a mirror must answer within this, for there are others. */
const INTERACTIVE_MS = 1_500;

/** A mirror that failed is tried last for this long. */
const AWAY_MS = 300_000;

/** A content delivery network that serves the package's files. */
export interface CdnMirror {
  readonly name: string;
  /** The package's root, with `{date}` (2024-03-06) or `{version}` (2024.3.6) in it. */
  readonly url: string;
}

/** Where currency-api is asked. */
export interface MirrorSettings {
  readonly mirrors: readonly CdnMirror[];
  /** The npm registry's address; null leaves that mirror out. */
  readonly npmRegistry: () => string | null;
}

/** How a file is asked for, and what makes it a good one. */
interface ReadOptions<T> extends FetchOptions {
  /** @throws {ProviderError} when the text is no such file, so that the next mirror is asked */
  readonly parse: (text: string) => T;
}

/** One place that may hold a day's file. */
interface Mirror {
  readonly name: string;
  readonly line: Line;
  /** Whether a 404 here proves that the day was not published: the others are copies of the registry. */
  readonly proves: boolean;
  /** Null when it has no such day. */
  read<T>(date: Day, options: ReadOptions<T>): Promise<T | null>;
}

/** All mirrors, as one place to read a day's file from. */
export class Mirrors {
  readonly #clock: Clock;
  readonly #cdns: readonly Mirror[];
  readonly #npm: Line;
  readonly #npmRegistry: () => string | null;
  readonly #awayUntil = new Map<string, number>();

  constructor(
    { mirrors, npmRegistry, clock, lineTo }: MirrorSettings & {
      readonly clock: Clock;
      readonly lineTo: (upstream: string) => Line;
    },
  ) {
    this.#clock = clock;
    this.#cdns = mirrors.map((cdn) => cdnMirror(lineTo(cdn.name), cdn));
    this.#npm = lineTo("npm");
    this.#npmRegistry = npmRegistry;
  }

  /**
   * The day's file from the first mirror that has it; null when the day was not published.
   * @throws {ProviderError} of the last mirror, naming them all, when none answers and none proves the absence
   */
  async read<T>(date: Day, options: ReadOptions<T>): Promise<T | null> {
    const failures: [string, ProviderError][] = [];
    for (const mirror of this.#inOrder()) {
      try {
        const file = await mirror.read(date, options);
        this.#awayUntil.delete(mirror.name);
        if (file !== null || mirror.proves) return file;
      } catch (error) {
        if (!(error instanceof ProviderError)) throw error;
        this.#awayUntil.set(mirror.name, this.#now() + AWAY_MS);
        failures.push([mirror.name, error]);
      }
    }
    const [last] = failures.slice(-1);
    if (!last) return null;
    const message = failures.map(([name, { message }]) => `${name}: ${message}`)
      .join("; ");
    throw new ProviderError(last[1].fault, message, last[1].info);
  }

  health(): ProviderHealth {
    return combined(this.#all().map(({ line }) => line.health()));
  }

  reset(): void {
    this.#awayUntil.clear();
    for (const { line } of this.#all()) line.reset();
  }

  #all(): Mirror[] {
    const registry = this.#npmRegistry();
    return registry
      ? [...this.#cdns, registryMirror(this.#npm, registry)]
      : [...this.#cdns];
  }

  #inOrder(): Mirror[] {
    const now = this.#now();
    const away = ({ name }: Mirror) => (this.#awayUntil.get(name) ?? 0) > now;
    const all = this.#all();
    return [...all.filter((mirror) => !away(mirror)), ...all.filter(away)];
  }

  #now(): number {
    return this.#clock().getTime();
  }
}

function cdnMirror(line: Line, { name, url }: CdnMirror): Mirror {
  return {
    name,
    line,
    proves: false,
    read: (date, options) =>
      line.ask({
        ...quickly(options),
        url: `${
          url.replace("{date}", date).replace("{version}", versionOf(date))
        }/${FILE}`,
        kind: "json",
        maxBytes: MAX_BYTES,
        alsoRead: [404],
      }, ({ status, text }) => status === 404 ? null : options.parse(text)),
  };
}

function registryMirror(line: Line, registry: string): Mirror {
  return {
    name: "npm",
    line,
    proves: true,
    read: (date, options) =>
      readPackageFile(line, {
        ...options,
        attempts: quickly(options).attempts,
        interactive: isInteractive(options),
        registry,
        file: { name: PACKAGE, version: versionOf(date), path: FILE },
      }),
  };
}

function isInteractive({ attempts }: FetchOptions): boolean {
  return attempts <= INTERACTIVE_ATTEMPTS;
}

/** While somebody waits, the next mirror is the second attempt. */
function quickly(
  options: FetchOptions,
): FetchOptions & { readonly timeoutMs?: number } {
  return isInteractive(options)
    ? { ...options, attempts: 1, timeoutMs: INTERACTIVE_MS }
    : options;
}

/** The package's version of a day: `2024-03-06` is `2024.3.6`. */
function versionOf(date: Day): string {
  return date.split("-").map(Number).join(".");
}
