/** What the chart shows as a file: the service's own CSV for rates, one made here for lines that start at 100. */

import { useEffect } from "preact/hooks";
import { useSignal } from "@preact/signals";
import type { Drawn } from "./chart_model.ts";
import type { Lines } from "./lines.ts";

/** The link; with every digit. */
export function CsvLink(
  { drawn, indexed }: {
    readonly drawn: Drawn | null;
    /** The lines from 100; null when rates are shown. */
    readonly indexed: Lines | null;
  },
) {
  const made = useSignal<string | null>(null);
  useEffect(() => {
    if (!indexed) {
      made.value = null;
      return;
    }
    const file = new Blob([csvOf(indexed)], { type: "text/csv" });
    const url = URL.createObjectURL(file);
    made.value = url;
    return () => URL.revokeObjectURL(url);
  }, [indexed]);
  const href = drawn && (indexed ? made.value : addressOf(drawn));
  if (!drawn || !href) {
    return (
      <button type="button" class="plain" aria-disabled="true">CSV</button>
    );
  }
  const { source, targets, range } = drawn;
  return (
    <a
      class="plainlink"
      href={href}
      // The router leaves other targets alone.
      target="_self"
      download={`${source}-${targets.join("-")}-${range.from}-${range.to}.csv`}
    >
      CSV
    </a>
  );
}

function addressOf({ source, targets, range, group }: Drawn): string {
  const query = new URLSearchParams({
    source,
    symbols: targets.join(","),
    date_from: range.from,
    date_to: range.to,
    ...(group && { group }),
    format: "csv",
  });
  return `/api/v1/currency-rates?${query}`;
}

/** A row a day, a column a currency, as a spreadsheet wants it. */
export function csvOf({ days, lines }: Lines): string {
  const head = ["date", ...lines.map(({ code }) => code)];
  const rows = days.map((day, at) => [
    day,
    ...lines.map(({ values }) => values[at] ?? ""),
  ]);
  return [head, ...rows].map((row) => `${row.join(",")}\r\n`).join("");
}
