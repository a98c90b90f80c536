/** The progress of a load in one line of a terminal, however narrow. */

import type { Ingestion } from "../rates/ports.ts";
import { count, number } from "./words.ts";

const LONGEST_BAR = 24;
const SHORTEST_BAR = 8;

/** How far it is, in words: the most important ones first. */
export function progressWords(ingestion: Ingestion): string[] {
  const { chunks, inserted, revised, requests } = ingestion;
  return [
    `${number(chunks.done)} of ${count(totalOf(ingestion), "part")}`,
    ...chunks.failed > 0 ? [`${number(chunks.failed)} failed`] : [],
    count(requests, "request"),
    count(inserted + revised, "new rate"),
  ];
}

/**
 * A bar, the percentage and as many words as there is room for. It never fills the last column: a terminal would begin
 * the next line, and the bar could not be drawn over.
 */
export function barLine(ingestion: Ingestion, columns: number): string {
  const { done, failed } = ingestion.chunks;
  const share = (done + failed) / Math.max(1, totalOf(ingestion));
  const percent = `${Math.floor(share * 100)}%`.padStart(4);
  const room = columns - 1;
  const words = progressWords(ingestion);
  const roomOfBar = () => {
    const text = words.length > 0 ? words.join(", ").length + 2 : 0;
    return Math.min(LONGEST_BAR, room - percent.length - 3 - text);
  };
  while (words.length > 0 && roomOfBar() < SHORTEST_BAR) words.pop();
  const width = roomOfBar();
  if (width < 1) return percent.trimStart().slice(0, Math.max(0, room));
  const full = Math.floor(share * width);
  const bar = `[${"█".repeat(full)}${"·".repeat(width - full)}]`;
  return [`${bar} ${percent}`, ...words.length > 0 ? [words.join(", ")] : []]
    .join("  ");
}

function totalOf({ chunks }: Ingestion): number {
  return chunks.done + chunks.failed + chunks.pending + chunks.running;
}
