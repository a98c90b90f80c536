/** What every part is given of the world around it: the time and a place for lines to the operator. */

/** The time, as a parameter: tests stand it still. */
export type Clock = () => Date;

/** A line for the operator: an event in the present tense and its values. Never a key, a cookie or a URL's query. */
export interface Log {
  debug(message: string, values?: Record<string, unknown>): void;
  info(message: string, values?: Record<string, unknown>): void;
  warn(message: string, values?: Record<string, unknown>): void;
  error(message: string, values?: Record<string, unknown>): void;
}
