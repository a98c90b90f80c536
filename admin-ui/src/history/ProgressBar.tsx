/** How far something is, as a bar that is also read aloud. */

/** The bar; `part` is from 0 to 1. */
export function ProgressBar(
  { part, label, still }: {
    readonly part: number;
    readonly label: string;
    /** Whether nothing moves at the moment. */
    readonly still: boolean;
  },
) {
  const percent = Math.round(part * 100);
  return (
    <div
      class={`meter${still ? " still" : ""}`}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
    >
      <b style={{ width: `${percent}%` }}></b>
    </div>
  );
}
