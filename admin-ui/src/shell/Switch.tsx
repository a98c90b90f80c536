/** A switch that is on or off at once, without a form around it. */

/** A checkbox that reads as a switch. */
export function Switch(
  { id, label, on, busy, onChange }: {
    readonly id?: string;
    readonly label: string;
    readonly on: boolean;
    readonly busy: boolean;
    readonly onChange: (on: boolean) => void;
  },
) {
  return (
    <input
      id={id}
      type="checkbox"
      role="switch"
      class="switch"
      aria-label={label}
      aria-busy={busy}
      checked={on}
      onClick={(event) => {
        // The service decides what it shows: until then it stays as it was.
        event.preventDefault();
        if (!busy) onChange(!on);
      }}
    />
  );
}
