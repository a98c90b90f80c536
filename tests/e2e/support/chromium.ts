/** The real browser of these tests: where Chromium is, and how it is started so that it talks to nobody but us. */

import { type Browser, chromium } from "playwright-core";

/** Where distributions and our CI put it; the one without windows first, which needs two thirds of the processor. */
const PLACES: readonly string[] = [
  "/usr/bin/chromium-headless-shell",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

const FLAGS: readonly string[] = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // Names that no registry gives away (RFC 2606) lead here: how a page fares beyond localhost.
  "--host-resolver-rules=MAP *.test 127.0.0.1",
];

/**
 * Starts Chromium with a profile of its own; says so and gives null when there is none. Where `CI` is set there has to
 * be one: there nobody would read that the tests were left out.
 */
export async function startChromium(): Promise<Browser | null> {
  const executablePath = await findChromium();
  if (executablePath) {
    return await chromium.launch({ executablePath, args: [...FLAGS] });
  }
  const missing =
    "Chromium is not on this machine (apt-get install chromium, or name one in CHROMIUM_PATH)";
  if (Deno.env.get("CI")) throw new Error(missing);
  // deno-lint-ignore no-console
  console.log(`left out: tests in a browser. ${missing}`);
  return null;
}

async function findChromium(): Promise<string | null> {
  const named = Deno.env.get("CHROMIUM_PATH");
  for (const place of named ? [named] : PLACES) {
    if (await isFile(place)) return place;
  }
  return null;
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch {
    return false;
  }
}
