/** Files of the European Central Bank, as an operator hands them in. */

import { assertEquals, assertThrows } from "@std/assert";
import { zipSync } from "fflate";
import { addDays, day } from "../../rates/day.ts";
import { AppError } from "../../rates/errors.ts";
import type { Published } from "../../rates/ports.ts";
import { createEcb } from "../../providers/ecb.ts";
import { createBench } from "../support/upstream.ts";
import { ecbXml } from "../support/vendors.ts";

const REAL_FILES = new URL("../../../shared/data/ecb/", import.meta.url);

const HISTORY = `Date,USD,JPY,CYP,
2026-04-13,1.1684,186.75,N/A,
2026-04-10,1.1702,186.10,N/A,
2007-12-31,1.4721,164.93,0.585274,
`;

function read(content: string | Uint8Array): Published {
  const { door, clock } = createBench("2026-04-14T12:00:00Z");
  const provider = createEcb({ door, clock, filesUrl: "", apiUrl: "" });
  const bytes = typeof content === "string"
    ? new TextEncoder().encode(content)
    : content;
  if (!provider.readFile) throw new Error("No readFile");
  return provider.readFile(bytes);
}

function rows({ observations }: Published): string[] {
  return observations.map(({ quote, date, rate }) =>
    `${date} ${quote} ${rate}`
  );
}

Deno.test("The history is read with its trailing commas and without its N/A", () => {
  const published = read(HISTORY);
  assertEquals(rows(published), [
    "2026-04-13 USD 1.1684",
    "2026-04-13 JPY 186.75",
    "2026-04-10 USD 1.1702",
    "2026-04-10 JPY 186.10",
    "2007-12-31 USD 1.4721",
    "2007-12-31 JPY 164.93",
    "2007-12-31 CYP 0.585274",
  ]);
  assertEquals(published.covers, {
    from: day("2007-12-31"),
    to: day("2026-04-13"),
  });
  assertEquals(published.rejected, []);
});

Deno.test("A history of 15,000 days is read line by line as it stands, with quotes and without", () => {
  const days = Array.from(
    { length: 15_000 },
    (_, n) => addDays(day("2026-04-13"), -n),
  );
  const lines = days.map((date, n) => `${date},1.${n},N/A,"18${n}",`);
  const quoted = `Date,USD,CYP,JPY,\n${lines.join("\n")}\n`;
  const expected = days.flatMap((date, n) => [
    `${date} USD 1.${n}`,
    `${date} JPY 18${n}`,
  ]);
  assertEquals(rows(read(quoted)), expected);
  assertEquals(rows(read(quoted.replaceAll('"', ""))), expected);
});

Deno.test("The zip, with or without Windows line ends and a byte order mark, says what the CSV says", () => {
  const csv = "\uFEFF" + HISTORY.replaceAll("\n", "\r\n");
  const zip = zipSync({ "eurofxref-hist.csv": new TextEncoder().encode(csv) });
  assertEquals(read(zip), read(HISTORY));
});

Deno.test("The daily CSV is read with its spaces and its spelled-out month", () => {
  const published = read(
    "Date, USD, JPY, HUF, \n13 April 2026, 1.1684, 186.75, 366.90, \n",
  );
  assertEquals(rows(published), [
    "2026-04-13 USD 1.1684",
    "2026-04-13 JPY 186.75",
    "2026-04-13 HUF 366.90",
  ]);
});

Deno.test("The XML is read with its digits, in either kind of quotes", () => {
  const xml = ecbXml({
    "2018-06-11": { USD: "1.1790" },
    "2018-06-08": { USD: "1.1754" },
  });
  const expected = ["2018-06-11 USD 1.1790", "2018-06-08 USD 1.1754"];
  assertEquals(rows(read(xml)), expected);
  assertEquals(rows(read(xml.replaceAll("'", '"'))), expected);
});

Deno.test("A bad rate costs itself alone", () => {
  const published = read(HISTORY.replace("186.10", "-186.10"));
  assertEquals(rows(published).length, 6);
  assertEquals(published.rejected, [{
    row: "2026-04-10 JPY = -186.10",
    reason: "The rate is no usable number",
  }]);
  assertEquals(published.covers?.from, day("2007-12-31"));
});

Deno.test("A row that is cut off is rejected whole, and its day is not taken for one without rates", () => {
  const published = read(HISTORY.replace("1.1702,186.10,N/A,", "1.1"));
  assertEquals(rows(published).length, 5);
  assertEquals(published.rejected, [
    { row: "2026-04-10", reason: "The row is cut off" },
  ]);
  assertEquals(published.covers, {
    from: day("2007-12-31"),
    to: day("2026-04-09"),
  });
});

Deno.test("A row of a day that does not exist is rejected, and nothing is known of absence", () => {
  const published = read(HISTORY.replace("2026-04-10", "2026-02-30"));
  assertEquals(published.rejected, [
    { row: "2026-02-30", reason: "The date is no day" },
  ]);
  assertEquals(published.covers, null);
});

Deno.test("A row of the future is rejected", () => {
  const published = read(HISTORY.replace("2026-04-13", "2026-04-15"));
  assertEquals(published.rejected.length, 2);
  assertEquals(published.observations.length, 5);
});

for (
  const [what, content, sentence] of [
    ["an HTML page", "<html><head></head></html>", "The XML is cut off"],
    ["a cut-off XML file", ecbXml({}).slice(0, -20), "The XML is cut off"],
    ["an XML file without days", ecbXml({}), "The XML holds no rates"],
    [
      "another CSV file",
      "name,age\nx,1\n",
      "The file holds no reference rates",
    ],
    [
      "a history without rows",
      "Date,USD,\n",
      "The file holds no day with rates",
    ],
    ["an empty file", "", "The file holds no reference rates"],
    ["an open quote", 'Date,USD,\n"2024', "The CSV cannot be read"],
  ] as const
) {
  Deno.test(`A file that is ${what} is refused with a sentence`, () => {
    refused(content, sentence);
  });
}

Deno.test("A zip whose header lies about the size of its file is refused", () => {
  const file = new TextEncoder().encode(HISTORY);
  const zip = zipSync({ "eurofxref-hist.csv": file });
  const view = new DataView(zip.buffer);
  const directory = zip.findLastIndex((_, at) =>
    at + 4 <= zip.length && view.getUint32(at, true) === 0x02014b50
  );
  for (const at of [22, directory + 24]) {
    assertEquals(view.getUint32(at, true), file.length);
    view.setUint32(at, 40, true);
  }
  refused(zip, "The zip file is cut off or damaged");
});

Deno.test("A zip of many large files is read up to the first that fits, and no further", () => {
  const zip = zipSync({
    "eurofxref-hist.csv": new TextEncoder().encode(HISTORY),
    "bomb.csv": new Uint8Array(200_000_000),
  }, { level: 1 });
  assertEquals(read(zip), read(HISTORY));
});

Deno.test("A file without a usable row is refused with the first row and its fault", () => {
  for (
    const [text, named] of [
      [
        "Date,USD,\n2024-02-30,1.08,\n",
        "The file holds no day with rates; its first row is '2024-02-30': the date is no day",
      ],
      [
        'Date,USD,\n2024-02-29,"1.08\n',
        "The CSV cannot be read: a quote that begins on line 2 is not closed",
      ],
    ] as const
  ) {
    refused(text, named);
  }
});

Deno.test("A zip that is cut off, without a table or too large to unpack is refused with a sentence", () => {
  const text = new TextEncoder().encode(HISTORY);
  refused(
    zipSync({ "eurofxref-hist.csv": text }).slice(0, 60),
    "The zip file is cut off or damaged",
  );
  refused(
    zipSync({ "read.me": text }),
    "The zip file holds no CSV or XML file",
  );
  refused(
    zipSync({ "eurofxref-hist.csv": new Uint8Array(33_000_000) }, { level: 1 }),
    "The zip file unpacks to more than 32 MB",
  );
});

Deno.test({
  name: "The real history gives 217,555 rates on 6,983 days",
  ignore: !exists(new URL("eurofxref-hist.zip", REAL_FILES)),
  fn() {
    const published = read(
      Deno.readFileSync(new URL("eurofxref-hist.zip", REAL_FILES)),
    );
    assertEquals(published.observations.length, 217_555);
    assertEquals(
      new Set(published.observations.map(({ date }) => date)).size,
      6_983,
    );
    assertEquals(published.rejected, []);
    assertEquals(published.covers, {
      from: day("1999-01-04"),
      to: day("2026-04-13"),
    });
  },
});

Deno.test({
  name: "The real file of 90 days gives every rate of its 65 days",
  ignore: !exists(new URL("xml/hist-90d-2019-11-29.xml", REAL_FILES)),
  fn() {
    const { observations, rejected } = read(
      Deno.readFileSync(new URL("xml/hist-90d-2019-11-29.xml", REAL_FILES)),
    );
    assertEquals(observations.length, 65 * 32);
    assertEquals(rejected, []);
  },
});

function refused(content: string | Uint8Array, sentence: string): void {
  const { code, message } = assertThrows(() => read(content), AppError);
  assertEquals(code, "invalid_request");
  assertEquals(message.startsWith(sentence), true, message);
  assertEquals(message.includes("Give eurofxref-hist.zip"), true);
}

function exists(url: URL): boolean {
  try {
    return Deno.statSync(url).isFile;
  } catch {
    return false;
  }
}
