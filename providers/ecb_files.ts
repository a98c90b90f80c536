/** The European Central Bank's file formats: zip, CSV in two dialects, SDMX CSV and XML, read into rows. */

import { parse } from "@std/csv";
import { XMLParser } from "fast-xml-parser";
import { z } from "zod";
import { FileBuilder, type FileRows } from "./ecb_rows.ts";
import { unzipFirst } from "./unzip.ts";

/** The whole history is 2 MB of CSV and 7 MB of XML; a file that unpacks to more is none of theirs. */
const MAX_UNPACKED_BYTES = 32_000_000;

/** Some 150 days of the history at a time. */
const PIECE_CHARACTERS = 32_768;

const MONTHS =
  "January February March April May June July August September October November December"
    .split(" ");

const xml = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "",
  removeNSPrefix: true,
  // Numbers stay text: `9.1500` must not become 9.15.
  parseAttributeValue: false,
  processEntities: false,
  isArray: (name) => name === "Cube",
});

const envelope = z.object({
  Envelope: z.object({
    Cube: z.array(z.object({
      Cube: z.array(z.object({
        time: z.string(),
        Cube: z.array(z.object({ currency: z.string(), rate: z.string() })),
      })).min(1),
    })).min(1),
  }),
});

/**
 * A file of any of the formats, told apart by its content.
 * @throws {SyntaxError} with a sentence, when it is none of them
 */
export function readEcbFile(bytes: Uint8Array): FileRows {
  const text = decode(
    isZip(bytes)
      ? unzipFirst(bytes, {
        name: /\.(csv|xml)$/i,
        maxBytes: MAX_UNPACKED_BYTES,
      })
      : bytes,
  );
  if (/^\s*</.test(text)) return readXml(text);
  const header = text.slice(0, 2_000).split("\n", 1)[0] ?? "";
  if (/\bTIME_PERIOD\b/.test(header)) return readSdmxCsv(text);
  if (/^"?Date"?\s*,/i.test(header)) return readCsv(text);
  throw new SyntaxError("The file holds no reference rates");
}

/** `eurofxref-daily.xml`, `eurofxref-hist-90d.xml` and `eurofxref-hist.xml`. */
export function readXml(text: string): FileRows {
  if (!/<\/(\w+:)?Envelope>\s*$/.test(text)) {
    throw new SyntaxError("The XML is cut off, or is no list of rates");
  }
  const parsed = envelope.safeParse(xml.parse(text));
  if (!parsed.success) throw new SyntaxError("The XML holds no rates");
  const result = new FileBuilder();
  for (const outer of parsed.data.Envelope.Cube) {
    for (const { time, Cube } of outer.Cube) {
      if (result.startDay(time) === null) continue;
      for (const { currency, rate } of Cube) result.add(currency, rate);
    }
  }
  return result.done();
}

/** `eurofxref-hist.csv` and `eurofxref.csv`, whose dates and spaces differ. */
export function readCsv(text: string): FileRows {
  const lines = records(text);
  const header = lines.next().value ?? [];
  const result = new FileBuilder();
  for (const cells of lines) {
    const date = result.startDay(isoDay(cells[0] ?? ""), {
      // A shorter line was cut off, and the last digit on it cannot be trusted.
      whole: cells.length === header.length,
    });
    if (date === null) continue;
    for (let i = 1; i < cells.length; i++) {
      if (header[i]) result.add(header[i] ?? "", cells[i] ?? "");
    }
  }
  return result.done();
}

/** The data API's `format=csvdata`: one rate a line, columns by name. */
export function readSdmxCsv(text: string): FileRows {
  const lines = records(text);
  const header = lines.next().value ?? [];
  const column = (name: string) => header.indexOf(name);
  const [currency, time, value] = [
    column("CURRENCY"),
    column("TIME_PERIOD"),
    column("OBS_VALUE"),
  ];
  if (currency < 0 || time < 0 || value < 0) {
    throw new SyntaxError("The CSV lacks CURRENCY, TIME_PERIOD or OBS_VALUE");
  }
  const result = new FileBuilder();
  for (const cells of lines) {
    const date = result.startDay(cells[time] ?? "");
    if (date !== null) result.add(cells[currency] ?? "", cells[value] ?? "");
  }
  return result.done();
}

function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b;
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** Made as they are walked over: the whole history at once is 300,000 cells, and 10 MB. */
function* records(text: string): Generator<string[], undefined> {
  for (const piece of pieces(text)) {
    for (const cells of parsed(piece)) yield cells.map((cell) => cell.trim());
  }
}

/** Without a quote no cell holds the end of a line, so the text may be cut at any. */
function* pieces(text: string): Generator<string> {
  if (text.includes('"')) return yield text;
  let end = 0;
  for (let from = 0; from < text.length; from = end) {
    end = text.indexOf("\n", from + PIECE_CHARACTERS) + 1 || text.length;
    yield text.slice(from, end);
  }
}

function parsed(text: string): string[][] {
  try {
    return parse(text);
  } catch (error) {
    const [, row] = /line (\d+)/.exec(String(error)) ?? [];
    const where = row ? ` that begins on line ${row}` : "";
    throw new SyntaxError(
      `The CSV cannot be read: a quote${where} is not closed, or stands inside a value`,
    );
  }
}

/** `13 April 2026` as `2026-04-13`; anything else as it is. */
function isoDay(text: string): string {
  const [, date = "", month = "", year] =
    /^(\d{1,2}) (\p{L}+) (\d{4})$/u.exec(text) ?? [];
  const index = MONTHS.indexOf(month);
  if (!year || index < 0) return text;
  return `${year}-${String(index + 1).padStart(2, "0")}-${
    date.padStart(2, "0")
  }`;
}
