/** How a command speaks: sentences for people, or lines of JSON for programs, and never both. */

/** A line for programs; `event` says of what. */
export type Event =
  & { readonly event: string }
  & Readonly<
    Record<string, unknown>
  >;

/** Something that ended the command before its end. */
export interface Fault {
  /** For programs: `usage`, or the code of an error. */
  readonly code: string;
  /** For people: what is wrong, and what to do about it. */
  readonly message: string;
  readonly exit: number;
}

/** Says everything in the way that the listener wants; each function is silent for the others. */
export interface Voice {
  readonly json: boolean;
  /** For people. */
  say(line: string): void;
  /** For programs. */
  tell(event: Event): void;
  /** For both; gives the exit code. */
  fault(fault: Fault): number;
}

/** Makes a voice that prints lines for programs, or says sentences to people. */
export function createVoice(
  { print, say }: {
    readonly print: (line: string) => void;
    readonly say: (text: string) => void;
  },
  { json }: { readonly json: boolean },
): Voice {
  const tell = (event: Event) => print(JSON.stringify(event));
  if (json) {
    return {
      json,
      say() {},
      tell,
      fault(fault) {
        tell({ event: "fault", ...fault });
        return fault.exit;
      },
    };
  }
  return {
    json,
    say,
    tell() {},
    fault({ message, exit }) {
      say(message);
      return exit;
    },
  };
}
