/** The live region: what changed, for those who hear the page. */

import { useModels } from "../models.ts";

/** Says whatever was spoken last, politely. */
export function SpokenStatus() {
  const { spoken } = useModels();
  return <div class="unseen" role="status" aria-live="polite">{spoken}</div>;
}
