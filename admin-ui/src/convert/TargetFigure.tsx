/** The amount in one currency: the largest thing in its row. */

import type { Converted } from "../api/client.ts";
import { formatDecimal } from "../text/decimals.ts";
import { figures } from "../text/reader.ts";

/** The figure, or why its place is empty. */
export function TargetFigure(
  { result, minorUnits, waiting, missing, exact }: {
    readonly result: Converted | undefined;
    readonly minorUnits: number | undefined;
    readonly waiting: boolean;
    readonly missing: boolean;
    readonly exact: boolean;
  },
) {
  if (!result) {
    return (
      <div class="figure faint">
        {missing ? "not available" : waiting ? <i class="waiting"></i> : "–"}
      </div>
    );
  }
  const { amount, symbol, exact_amount: exactAmount } = result;
  return (
    <div class="figure num">
      <b class={sizeOf(amount)}>{formatDecimal(amount, figures)}</b>
      {exact && (
        <span class="small quiet exact">
          {formatDecimal(exactAmount, figures)}
          {" "}
        </span>
      )}
      <span class="small faint">
        {symbol}
        {minorUnits === 0 && ", no minor unit"}
      </span>
    </div>
  );
}

/** Long figures step down in size rather than push their row apart. */
function sizeOf(amount: string): string {
  if (amount.length > 16) return "longest";
  return amount.length > 11 ? "long" : "";
}
