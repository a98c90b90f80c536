/** Answers, counted in plain numbers, of which the library of the metrics is told when somebody reads them. */

import { Counter, type Registry } from "prom-client";
import type { CountedAnswer } from "./metrics.ts";

/** Answers of one operation that are alike. */
interface Alike {
  readonly method: string;
  readonly source: CountedAnswer["source"];
  /** The class of their status: the first digit. */
  readonly status: number;
  /** Those that the library has not been told of. */
  count: number;
}

/** Makes the function that counts an answer. The library hashes all labels each time: 8 % of a kept answer's time. */
export function createAnswerCounts(
  registers: Registry[],
): (answer: CountedAnswer) => void {
  const byRoute = new Map<string, Alike[]>();
  new Counter({
    name: "http_requests_total",
    help: "Answers, by operation, class of status and where they came from.",
    labelNames: ["method", "route", "status", "source"],
    registers,
    collect() {
      for (const [route, all] of byRoute) {
        for (const one of all) {
          const { method, source } = one;
          const status = `${one.status}xx`;
          this.inc({ method, route, status, source }, one.count);
          one.count = 0;
        }
      }
    },
  });

  return function count(answer) {
    const { method, route, source } = answer;
    const status = Math.floor(answer.status / 100);
    let all = byRoute.get(route);
    if (!all) byRoute.set(route, all = []);
    for (const one of all) {
      if (
        one.source === source && one.status === status && one.method === method
      ) {
        one.count++;
        return;
      }
    }
    all.push({ method, source, status, count: 1 });
  };
}
