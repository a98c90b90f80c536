/** The edition of answers: instances that differ in it do not share them. */

import type { Provider } from "../../rates/ports.ts";

/** All that answers depend on besides what is stored. */
export interface EditionOptions {
  readonly version: string;
  /** Names the database. */
  readonly database: string;
  readonly lookBackDays: number;
  readonly providers: ReadonlyMap<string, Provider>;
}

/** The edition as text. */
export function editionOf(
  { version, database, lookBackDays, providers }: EditionOptions,
): string {
  const asked = [...providers.values()].map(({ facts }) => facts);
  return JSON.stringify([
    version,
    database,
    lookBackDays,
    asked.map(({ key, missingSetting }) => [key, missingSetting]),
  ]);
}
