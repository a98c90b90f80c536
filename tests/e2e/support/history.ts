/** Two years of the European Central Bank, made up but for one real Friday: what the pages of these tests look at. */

/** The published rates of 25 October 2024, for one euro: the anchor that the other days wander around. */
export const FRIDAY: Readonly<Record<string, number>> = {
  USD: 1.0825,
  JPY: 164.45,
  BGN: 1.9558,
  CZK: 25.257,
  DKK: 7.4587,
  GBP: 0.83338,
  HUF: 404.7,
  PLN: 4.3488,
  RON: 4.9732,
  SEK: 11.4395,
  CHF: 0.9378,
  ISK: 149.3,
  NOK: 11.8275,
  TRY: 37.1073,
  AUD: 1.6343,
  BRL: 6.1591,
  CAD: 1.4998,
  CNY: 7.7081,
  HKD: 8.4107,
  IDR: 16978.9,
  ILS: 4.0984,
  INR: 91.027,
  KRW: 1504.15,
  MXN: 21.4639,
  MYR: 4.6987,
  NZD: 1.8079,
  PHP: 63.138,
  SGD: 1.4291,
  THB: 36.599,
  ZAR: 19.1538,
};

const DAY_MS = 86_400_000;
const FIRST = Date.parse("2024-10-07T00:00:00Z");
const ANCHOR = Date.parse("2024-10-25T00:00:00Z");

/** The bank's file, newest day first, from 7 October 2024 to the last working day before `until` (UTC). */
export function historyCsv(until: Date): string {
  const codes = Object.keys(FRIDAY);
  const lines: string[] = [];
  for (let time = FIRST; time < until.getTime() - DAY_MS; time += DAY_MS) {
    const weekday = new Date(time).getUTCDay();
    if (weekday === 0 || weekday === 6) continue;
    const rates = Object.values(FRIDAY).map((rate, at) =>
      String(Number((rate * wander(time, at)).toPrecision(6)))
    );
    lines.push([new Date(time).toISOString().slice(0, 10), ...rates].join());
  }
  return [`Date,${codes}`, ...lines.toReversed(), ""].join("\n");
}

/** A factor near 1 that moves like a market would, and is 1 on the anchor. */
function wander(time: number, seed: number): number {
  const days = (time - ANCHOR) / DAY_MS;
  const wave = (length: number, size: number) =>
    size * Math.sin((2 * Math.PI * days) / (length + seed));
  return 1 + wave(211, 0.03) + wave(47, 0.009) + wave(9, 0.003);
}
