/** The resident memory of a process, as Linux counts it; null on other systems. */

/** How often the peak is read: the kernel keeps the highest value, so only the last moment can be missed. */
const INTERVAL_MS = 10;

/** What a process occupies now, in megabytes. */
export async function residentMB(pid: number): Promise<number | null> {
  return await read(pid, "VmRSS");
}

/** The most that a process has occupied until its end, in megabytes; `ended` settles with the process. */
export async function peakMB(
  pid: number,
  ended: Promise<unknown>,
): Promise<number | null> {
  let peak: number | null = null;
  let running = true;
  ended.finally(() => running = false).catch(() => {});
  while (running) {
    peak = await read(pid, "VmHWM") ?? peak;
    const { promise, resolve } = Promise.withResolvers<void>();
    setTimeout(resolve, INTERVAL_MS);
    await promise;
  }
  return peak;
}

async function read(
  pid: number,
  field: "VmRSS" | "VmHWM",
): Promise<number | null> {
  try {
    const status = await Deno.readTextFile(`/proc/${pid}/status`);
    const kB = new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1];
    return kB === undefined ? null : Number(kB) / 1024;
  } catch {
    // It has ended, or this is no Linux.
    return null;
  }
}
