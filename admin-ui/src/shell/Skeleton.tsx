/** Rows that are on their way, as tall as the rows that come. */

/** Says what is loading and keeps its place. */
export function Skeleton(
  { rows, label }: { readonly rows: number; readonly label: string },
) {
  return (
    <div class="skeleton" role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, row) => <div key={row}></div>)}
    </div>
  );
}
