/** The page for an address that is none. */

import { usePage } from "./use_page.ts";

/** Says so, and where to go. */
export function MissingPage() {
  usePage("Not found");
  return (
    <>
      <div class="bar">
        <h1>There is no such page</h1>
      </div>
      <p>
        The address may be mistyped. <a href="/admin/convert">The converter</a>
        {" "}
        is a good place to start.
      </p>
    </>
  );
}
