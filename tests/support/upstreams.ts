/** The providers of the tests of the API: a bank that rests at weekends, a market that does not, and a broken one. */

import { day } from "../../rates/day.ts";
import { AppError } from "../../rates/errors.ts";
import type { Published } from "../../rates/ports.ts";
import {
  fail,
  FakeProvider,
  hang,
  observationsOf,
  publish,
} from "./fake_provider.ts";

/** The instant at which the tests of the API happen: a Wednesday. */
export const NOW = "2024-10-30T12:00:00Z";

/** The only file of the bank. */
export const BANK_FILE = "rates";

/** Euro rates of a Thursday and a Friday, and nothing at the weekend. */
export function bank(): FakeProvider {
  const made = new FakeProvider(
    { key: "bank", name: "Bank", base: "EUR", since: day("2024-01-01") },
    publish(observationsOf("EUR", {
      "2024-10-24": { USD: "1.0780", INR: "90.6170", JPY: "164.06" },
      "2024-10-25": {
        USD: "1.0825",
        INR: "91.0270",
        JPY: "164.45",
        IDR: "16978.90",
      },
      "2024-10-28": { USD: "1.0830", INR: "91.0600", JPY: "165.60" },
      "2024-10-29": { USD: "1.0795", INR: "90.7600", JPY: "165.73" },
    })),
  );
  made.readFile = readBankFile;
  return made;
}

/** Its files say `rates` and nothing else. */
function readBankFile(bytes: Uint8Array): Published {
  if (new TextDecoder().decode(bytes) !== BANK_FILE) {
    throw new AppError("invalid_request", "This is no file of the bank.");
  }
  return { observations: [], covers: null, rejected: [] };
}

/** Dollar rates of every day around the same weekend, for a currency more. */
export function market(): FakeProvider {
  return new FakeProvider(
    { key: "market", name: "Market", base: "USD", since: day("2024-01-01") },
    publish(observationsOf("USD", {
      "2024-10-25": { EUR: "0.92", INR: "84.01", GBP: "0.771" },
      "2024-10-26": { EUR: "0.93", INR: "84.02", GBP: "0.772" },
      "2024-10-27": { EUR: "0.94", INR: "84.03", GBP: "0.773" },
    })),
  );
}

/** An upstream that cannot be reached. */
export function broken(): FakeProvider {
  return new FakeProvider(
    { key: "broken", name: "Broken", base: "EUR", since: day("2024-01-01") },
    fail("unreachable", "No connection to broken.example"),
  );
}

/** An upstream that takes questions and never answers. */
export function stuck(): FakeProvider {
  return new FakeProvider(
    { key: "stuck", name: "Stuck", base: "EUR", since: day("2024-01-01") },
    hang,
  );
}
