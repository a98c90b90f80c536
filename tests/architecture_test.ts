/** The house keeps its shape: which rooms may know which. */

import { assert, assertEquals } from "@std/assert";

/** For each room, the rooms that it may import from; libraries are free to all. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  "rates": ["rates"],
  "db": ["db", "rates"],
  "providers": ["providers", "rates"],
  "routes": ["routes", "rates"],
  "jobs": ["jobs", "rates"],
  "config.ts": ["rates"],
  "parts.ts": ["config.ts", "rates", "db", "providers", "jobs"],
  "service.ts": [
    "parts.ts",
    "config.ts",
    "rates",
    "db",
    "providers",
    "routes",
    "jobs",
    "deno.json",
  ],
  "main.ts": ["parts.ts", "service.ts", "db", "jobs"],
  "deno.json": [],
};

/** Where the program may speak to the runtime; elsewhere it is told what it needs. */
const RUNTIME_ROOMS: readonly string[] = ["main.ts", "jobs", "db"];

const ROOT = new URL("../", import.meta.url);

interface ModuleInfo {
  readonly specifier: string;
  readonly dependencies?: readonly {
    readonly code?: { readonly specifier: string };
    readonly type?: { readonly specifier: string };
    readonly isDynamic?: boolean;
  }[];
}

Deno.test("Every import goes along an arrow of the house", async () => {
  const wrong: string[] = [];
  for (const { specifier, dependencies = [] } of await modules("main.ts")) {
    const from = roomOf(specifier);
    if (!from) continue;
    for (const { code, type } of dependencies) {
      const to = roomOf((code ?? type)?.specifier ?? "");
      if (to && !ARROWS[from]?.includes(to)) {
        wrong.push(`${short(specifier)} → ${to}`);
      }
    }
  }
  assertEquals(wrong, []);
});

Deno.test("The runtime is spoken to in three rooms only", async () => {
  const wrong: string[] = [];
  for (const { specifier } of await modules("main.ts")) {
    const room = roomOf(specifier);
    if (!room || RUNTIME_ROOMS.includes(room)) continue;
    const text = await Deno.readTextFile(new URL(specifier));
    if (/\bDeno\./.test(text)) wrong.push(short(specifier));
  }
  assertEquals(wrong, []);
});

Deno.test("A command loads nothing that answers requests", async () => {
  const known = new Map(
    (await modules("main.ts")).map((module) => [module.specifier, module]),
  );
  const loaded = new Set([`${ROOT.href}main.ts`]);
  for (const specifier of loaded) {
    for (const one of known.get(specifier)?.dependencies ?? []) {
      if (one.code && !one.isDynamic) loaded.add(one.code.specifier);
    }
  }
  const files = [...loaded].filter((one) => one.startsWith(ROOT.href));
  assert(files.length > 20, `only ${files.length} files were found`);
  const wrong = [...loaded].filter((one) =>
    roomOf(one) === "routes" || /npm:\/?(hono|prom-client)@/.test(one)
  );
  assertEquals(wrong, []);
});

Deno.test("Every file opens with a sentence on what it owns", async () => {
  const files = (await modules("main.ts")).map(({ specifier }) => specifier)
    .filter((specifier) => roomOf(specifier) && specifier.endsWith(".ts"));
  assert(files.length > 40, `only ${files.length} files were found`);
  const wrong: string[] = [];
  for (const file of files) {
    const text = await Deno.readTextFile(new URL(file));
    if (!text.startsWith("/**")) wrong.push(short(file));
  }
  assertEquals(wrong, []);
});

Deno.test(".env.example documents every setting, and nothing else", async () => {
  const { settings } = await import("../config.ts");
  const text = await Deno.readTextFile(new URL(".env.example", ROOT));
  const documented = [...text.matchAll(/^#?([A-Z][A-Z0-9_]+)=/gm)]
    .map(([, name]) => name);
  assertEquals(documented, settings().map(({ name }) => name));
});

async function modules(entry: string): Promise<readonly ModuleInfo[]> {
  const { stdout, success } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", entry],
    cwd: ROOT,
  }).output();
  assert(success, "deno info failed");
  const info: { modules: ModuleInfo[] } = JSON.parse(
    new TextDecoder().decode(stdout),
  );
  return info.modules;
}

/** The folder or file of the top level that a module is in; undefined for libraries. */
function roomOf(specifier: string): string | undefined {
  if (!specifier.startsWith(ROOT.href)) return undefined;
  const room = short(specifier).split("/")[0];
  return room === "node_modules" ? undefined : room;
}

function short(specifier: string): string {
  return specifier.slice(ROOT.href.length);
}
