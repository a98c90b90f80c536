/** A running service and the pages that are open on it. */

import { assert } from "@std/assert";
import type { Browser, BrowserContext, Page } from "playwright-core";
import {
  noNetwork,
  type Running,
  startProcess,
} from "../../support/process.ts";
import { PASSWORD } from "../../support/people.ts";
import { watchLayout } from "./layout.ts";

/** Who can log in. */
type Role = "admin" | "viewer";

/** How a page is looked at. */
export interface Look {
  /** Who has logged in; by default the administrator, null for a stranger. */
  readonly as?: Role | null;
  readonly width?: number;
  readonly scheme?: "light" | "dark";
  /** Another name of this machine: `bank.test`, which no browser takes for a safe place. */
  readonly host?: string;
  /** What is done before the page is asked for, such as getting between it and the service. */
  readonly prepare?: (page: Page) => Promise<void>;
  /** What has to be there before the page counts as open; by default its heading. */
  readonly until?: (page: Page) => Promise<unknown>;
}

/** A service under test. */
export interface Site {
  readonly address: string;
  /** Opens a page in a browser profile of its own, and waits until it is there. */
  open(path: string, look?: Look): Promise<Page>;
  /** Ends the service; its pages stay open. */
  stop(): Promise<void>;
  /** Starts it again at the same address on the same data, after having ended it where it runs. */
  restart(): Promise<void>;
  /** Waits for a line that the service prints. */
  line(pattern: RegExp): Promise<string>;
  /** Takes the faults that were provoked off the record; fails when there is none like this. */
  forgive(pattern: RegExp): void;
}

/** The site, and what its owner does with it. */
export interface OwnedSite extends Site, AsyncDisposable {
  /** What went wrong in its pages without anybody noticing: errors of scripts, refused by the security policy. */
  readonly faults: readonly string[];
  /** Every page that is open. */
  readonly pages: readonly Page[];
  /** Closes the pages and forgets their faults: the next test begins anew. */
  clear(): Promise<void>;
}

/** Starts a service with these settings and nothing of the world: every upstream is away unless named. */
export async function startSite(
  browser: Browser,
  settings: Readonly<Record<string, string>>,
  { oneSession = false }: {
    /** Whether one session of each does for all pages, where nobody logs out: a password takes 0.1 s to check. */
    readonly oneSession?: boolean;
  } = {},
): Promise<OwnedSite> {
  const env = {
    ...await noNetwork(),
    BOOTSTRAP_HISTORY: "off",
    ...settings,
  };
  let service: Running = await startProcess(env);
  let running = true;
  const { address } = service;
  const contexts: BrowserContext[] = [];
  const pages: Page[] = [];
  const faults: string[] = [];
  const sessions = new Map<Role, ReturnType<typeof logIn>>();
  function sessionOf(role: Role) {
    const known = oneSession ? sessions.get(role) : undefined;
    if (known) return known;
    const session = logIn(address, role);
    sessions.set(role, session);
    return session;
  }
  async function clear() {
    for (const context of contexts.splice(0)) await context.close();
    pages.length = faults.length = 0;
  }
  async function stop() {
    running = false;
    await service.stop("SIGTERM");
  }
  return {
    address,
    faults,
    pages,
    line: (pattern) => service.line(pattern),
    forgive(pattern) {
      const others = faults.filter((fault) => !pattern.test(fault));
      assert(others.length < faults.length, `There is no fault ${pattern}`);
      faults.splice(0, faults.length, ...others);
    },
    clear,
    async open(
      path,
      {
        as = "admin",
        width = 1280,
        scheme = "light",
        host,
        prepare,
        until = headed,
      } = {},
    ) {
      const origin = host ? `http://${host}:${new URL(address).port}` : address;
      const context = await browser.newContext({
        baseURL: origin,
        viewport: { width, height: 800 },
        colorScheme: scheme,
        reducedMotion: "reduce",
        locale: "en-GB",
        timezoneId: "UTC",
      });
      contexts.push(context);
      context.setDefaultTimeout(PATIENCE_MS);
      await watchLayout(context);
      if (as) await context.addCookies([await sessionOf(as)]);
      const page = await context.newPage();
      pages.push(page);
      noteFaults(page, origin, faults);
      await prepare?.(page);
      await page.goto(path);
      await until(page);
      return page;
    },
    stop,
    async restart() {
      if (running) await stop();
      service = await startProcess({ ...env, PORT: new URL(address).port });
      running = true;
    },
    async [Symbol.asyncDispose]() {
      await clear();
      await service[Symbol.asyncDispose]();
    },
  };
}

/** Waits for the page's heading. */
function headed(page: Page): Promise<void> {
  return page.getByRole("heading", { level: 1 }).waitFor();
}

/** Long enough for a busy machine: only what never comes waits for it. */
const PATIENCE_MS = 20_000;

/** The cookie of a new session. */
async function logIn(address: string, role: Role) {
  const response = await fetch(`${address}/api/v1/session`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "user-agent": "Mozilla/5.0 (X11; Linux) Firefox/145.0",
    },
    body: JSON.stringify({ username: role, password: PASSWORD }),
  });
  const cookie = response.headers.get("set-cookie") ?? "";
  const [name = "", value = ""] = (cookie.split(";")[0] ?? "").split("=");
  await response.body?.cancel();
  if (!value) throw new Error(`Cannot log in as the ${role}`);
  // The browser trusts this machine as it trusts https, but takes such a cookie by an address of https only.
  return {
    name,
    value,
    url: address.replace("http:", "https:"),
    secure: true,
    httpOnly: true,
    sameSite: "Lax" as const,
  };
}

function noteFaults(page: Page, origin: string, faults: string[]): void {
  page.on("pageerror", (error) => faults.push(error.stack ?? error.message));
  page.on("console", (message) => {
    // Refused requests and a service that is away are part of the tests; the browser writes them down by itself.
    if (/^Failed to load resource/.test(message.text())) return;
    if (message.type() === "error") faults.push(message.text());
  });
  page.on("request", (request) => {
    const url = request.url();
    if (!/^(data|blob|about):/.test(url) && !url.startsWith(`${origin}/`)) {
      faults.push(`Asked a stranger: ${url}`);
    }
  });
}
