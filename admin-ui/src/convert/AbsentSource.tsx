/** A base currency that cannot be asked for. */

/** Says so, with the two ways on. */
export function AbsentSource({ code }: { readonly code: string }) {
  return (
    <div class="note warn">
      <p>
        <strong>{code} cannot be asked for here.</strong>{" "}
        Choose another currency, or <a href="/admin/currencies">enable it</a>.
      </p>
    </div>
  );
}
