/**
 * The service without a network in between, asked what nobody has asked before, and in turn what that costs the database
 * alone; prints the medians as JSON. A process of its own, because the program takes its settings from the environment.
 */

import { openClient } from "../../db/client.ts";
import main from "../../main.ts";
import { quietLog } from "../support/databases.ts";
import type { ColdTimes } from "./cold.ts";
import { CROSS, dateOf, longRange, ratePath, seriesPath } from "./questions.ts";
import { median, timed } from "./row.ts";

const RATES = 600;
const SERIES = 160;
/** Until the code is compiled. */
const WARM_UP = 0.25;

const sql = openClient({
  server: { url: Deno.env.get("DATABASE_URL") ?? "" },
  log: quietLog,
});

async function ask(path: string): Promise<void> {
  const request = new Request(`http://localhost/api/v1/${path}`);
  const response = await main?.fetch(request, {
    remoteAddr: { transport: "tcp", hostname: "127.0.0.1", port: 1 },
    completed: Promise.resolve(),
  });
  const body = await response?.text();
  if (!response?.ok) throw new Error(`${path}: ${body}`);
}

/** One leg of the cross, as whoever knows the table would read it. */
function leg(quote: string, { from, to }: ReturnType<typeof longRange>) {
  return sql`
    select date, rate from rates
    where provider_id = (select id from providers where key = 'ecb')
      and base = 'EUR' and quote = ${quote} and date between ${from} and ${to}
    order by date`;
}

async function inTurn(
  rounds: number,
  ours: (i: number) => Promise<unknown>,
  theirs: (i: number) => Promise<unknown>,
): Promise<[number, number]> {
  const our: number[] = [];
  const their: number[] = [];
  for (let i = 0; i < rounds; i++) {
    our.push(await timed(() => ours(i)));
    their.push(await timed(() => theirs(i)));
  }
  const from = Math.floor(rounds * WARM_UP);
  return [median(our.slice(from)), median(their.slice(from))];
}

const [rateMs, selectMs] = await inTurn(
  RATES,
  (i) => ask(ratePath(i)),
  (i) => {
    const date = dateOf(i);
    return leg(CROSS.target, { from: date, to: date });
  },
);
const [seriesMs, scansMs] = await inTurn(
  SERIES,
  (i) => ask(seriesPath(longRange(i + 1))),
  async (i) => {
    const range = longRange(i + 1);
    const { source, target } = CROSS;
    JSON.stringify(
      await Promise.all([leg(source, range), leg(target, range)]),
    );
  },
);
await sql.end();
const times: ColdTimes = { rateMs, selectMs, seriesMs, scansMs };
// deno-lint-ignore no-console
console.log(JSON.stringify(times));
Deno.kill(Deno.pid, "SIGTERM");
