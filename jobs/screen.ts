/** A terminal that several write to: a bar on its last line, and lines above it. */

import { wrapped } from "./wrapped.ts";

/** The terminal itself. */
export interface Terminal {
  /** Writes as it is, without ending the line. */
  write(text: string): void;
  /** Its width now; people change it. */
  columns(): number;
}

/** Back to the beginning of the line, and the rest of it away: ECMA-48's EL. */
const CLEAR_LINE = "\r\x1b[K";

/** Keeps them apart, as long as all of them write through it. */
export class Screen {
  readonly #terminal: Terminal;
  #bar = "";

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  get columns(): number {
    return this.#terminal.columns();
  }

  /** Draws the bar, over itself where there is one. */
  draw(bar: string): void {
    this.#bar = bar;
    this.#terminal.write(CLEAR_LINE + bar);
  }

  /** Leaves the bar as it is: what follows is below it. */
  leave(): void {
    if (this.#bar === "") return;
    this.#bar = "";
    this.#terminal.write("\n");
  }

  /** Lets somebody write whole lines, above the bar where there is one. */
  above(write: () => void): void {
    if (this.#bar === "") return write();
    this.#terminal.write(CLEAR_LINE);
    write();
    this.#terminal.write(this.#bar);
  }

  /** Prints sentences, broken between words. */
  print(text: string): void {
    this.above(() => this.#terminal.write(`${wrapped(text, this.columns)}\n`));
  }
}
