/** ISO 4217: which codes exist, until when they did, what they are called and how many minor units they have. */

import { currencies } from "countries-list/currencies";
import { type Day, day } from "./day.ts";

/** An ISO 4217 alphabetic code, upper case: `EUR`. */
export type CurrencyCode = string;

/** What ISO 4217 and common usage say of a currency. */
export interface IsoCurrency {
  readonly code: CurrencyCode;
  readonly name: string;
  readonly symbol: string;
  /** Three digits: `978`. */
  readonly numericCode: string;
  /** Digits after the decimal point in which amounts are paid: EUR 2, JPY 0, BHD 3. */
  readonly minorUnits: number;
  /** The last day on which it was money; null while it still is. */
  readonly ended: Day | null;
}

/**
 * Codes that ISO 4217 has withdrawn and rate histories still hold: code, name, numeric code, minor units, last day.
 * The library lists current codes only. Last days are those of the changeover acts (euro: the day before adoption;
 * redenominations: the day before the new unit), as in ISO 4217 list three.
 */
const WITHDRAWN: readonly [string, string, string, number, string][] = [
  ["ANG", "Netherlands Antillean Guilder", "532", 2, "2025-06-30"],
  ["AZM", "Azerbaijani Manat (1993–2006)", "031", 2, "2005-12-31"],
  ["BGL", "Bulgarian Hard Lev", "100", 2, "1999-07-04"],
  ["BGN", "Bulgarian Lev", "975", 2, "2025-12-31"],
  ["BYB", "Belarusian Ruble (1994–1999)", "112", 0, "1999-12-31"],
  ["BYR", "Belarusian Ruble (2000–2016)", "974", 0, "2016-06-30"],
  ["CUC", "Cuban Convertible Peso", "931", 2, "2020-12-31"],
  ["CYP", "Cypriot Pound", "196", 2, "2007-12-31"],
  ["EEK", "Estonian Kroon", "233", 2, "2010-12-31"],
  ["GHC", "Ghanaian Cedi (1979–2007)", "288", 2, "2007-06-30"],
  ["GRD", "Greek Drachma", "300", 2, "2000-12-31"],
  ["HRK", "Croatian Kuna", "191", 2, "2022-12-31"],
  ["LTL", "Lithuanian Litas", "440", 2, "2014-12-31"],
  ["LVL", "Latvian Lats", "428", 2, "2013-12-31"],
  ["MRO", "Mauritanian Ouguiya (1973–2017)", "478", 2, "2017-12-31"],
  ["MTL", "Maltese Lira", "470", 2, "2007-12-31"],
  ["MZM", "Mozambican Metical (1980–2006)", "508", 2, "2006-06-30"],
  ["ROL", "Romanian Leu (1952–2005)", "642", 2, "2005-06-30"],
  ["SDD", "Sudanese Dinar", "736", 2, "2007-06-30"],
  ["SIT", "Slovenian Tolar", "705", 2, "2006-12-31"],
  ["SKK", "Slovak Koruna", "703", 2, "2008-12-31"],
  ["SLL", "Sierra Leonean Leone (1964–2022)", "694", 2, "2023-12-31"],
  ["STD", "São Tomé and Príncipe Dobra (1977–2017)", "678", 2, "2017-12-31"],
  ["TMM", "Turkmenistani Manat (1993–2008)", "795", 2, "2008-12-31"],
  ["TRL", "Turkish Lira (1922–2004)", "792", 2, "2004-12-31"],
  ["USS", "US Dollar (Same Day)", "998", 2, "2014-03-27"],
  ["VEB", "Venezuelan Bolívar (1879–2008)", "862", 2, "2007-12-31"],
  ["VEF", "Venezuelan Bolívar (2008–2018)", "937", 2, "2018-08-19"],
  ["ZMK", "Zambian Kwacha (1968–2012)", "894", 2, "2012-12-31"],
  ["ZWL", "Zimbabwean Dollar (2009–2024)", "932", 2, "2024-08-31"],
];

const CATALOGUE = buildCatalogue();

/** The currencies of the European Central Bank's daily list with the euro itself: what is enabled at the first start. */
export const ECB_CURRENCIES: readonly CurrencyCode[] =
  "AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF IDR ILS INR ISK JPY KRW MXN MYR NOK NZD PHP PLN RON SEK SGD THB TRY USD ZAR"
    .split(" ");

/** What ISO 4217 says of a code (upper case), or undefined when the code was never one. */
export function isoCurrency(code: string): IsoCurrency | undefined {
  return CATALOGUE.get(code);
}

/** Every code known, current and withdrawn, in alphabetic order. */
export function isoCurrencies(): Iterable<IsoCurrency> {
  return CATALOGUE.values();
}

/** Whether a provider's rate for this code on this day can be meant: a known code that had not ended yet. */
export function wasMoneyOn(code: string, date: Day): boolean {
  const currency = CATALOGUE.get(code);
  return currency !== undefined &&
    (currency.ended === null || date <= currency.ended);
}

function buildCatalogue(): Map<CurrencyCode, IsoCurrency> {
  const found = new Map<CurrencyCode, IsoCurrency>();
  for (const [code, data] of Object.entries(currencies)) {
    found.set(code, {
      code,
      name: data.name,
      symbol: data.symbol,
      numericCode: data.numeric,
      minorUnits: data.decimals,
      ended: null,
    });
  }
  for (const [code, name, numericCode, minorUnits, ended] of WITHDRAWN) {
    found.set(code, {
      code,
      name,
      symbol: code,
      numericCode,
      minorUnits,
      ended: day(ended),
    });
  }
  return new Map([...found].sort(([a], [b]) => a < b ? -1 : 1));
}
