/** Lines for a terminal, broken between words: it would break them anywhere. */

/**
 * The text with its long lines broken; what follows is indented as far as the line's own text, or its second column. A
 * terminal that does not know its width says 0.
 */
export function wrapped(text: string, columns: number): string {
  return text.split("\n").flatMap((line) => brokenLine(line, columns))
    .join("\n");
}

function brokenLine(line: string, columns: number): string[] {
  if (columns === 0 || line.length <= columns) return [line];
  const head = headOf(line, columns);
  const indent = " ".repeat(head.length);
  const [first = "", ...words] = line.slice(head.length).split(" ");
  const lines: string[] = [];
  let current = head + first;
  for (const word of words) {
    if (current.length + 1 + word.length <= columns) current += ` ${word}`;
    else {
      lines.push(current);
      current = indent + word;
    }
  }
  return [...lines, current];
}

/** What stands before the text: an indentation, and a first column where that leaves room for the second. */
function headOf(line: string, columns: number): string {
  const [table = ""] = /^ *\S.*? {2,}/.exec(line) ?? [];
  if (table.length > 0 && table.length <= columns / 2) return table;
  const [indent = ""] = /^ */.exec(line) ?? [];
  return indent;
}
