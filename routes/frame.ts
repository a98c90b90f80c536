/** The headers that every answer of data has, made by the app or outside of it. */

import { READABLE } from "./cross_origin.ts";
import { AS_DATA } from "./defences.ts";

/** Their names in small letters. */
export const FRAME: Readonly<Record<string, string>> = {
  ...AS_DATA,
  ...READABLE,
};
