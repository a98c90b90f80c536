/** The page in place of one whose script could not be fetched. */

import { usePage } from "./use_page.ts";

/** Says so, with the way on. */
export function AbsentPage() {
  usePage("Not loaded");
  return (
    <>
      <div class="bar">
        <h1>This page could not be loaded</h1>
      </div>
      <p class="lead">
        Either the service is away, or it runs in a newer version than the page
        you have open. Loading it again gets the newest.
      </p>
      <button type="button" class="primary" onClick={() => location.reload()}>
        Load again
      </button>
    </>
  );
}
