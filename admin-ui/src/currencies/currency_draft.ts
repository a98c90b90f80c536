/** A currency while somebody types it: text in every field, and what it says to the service. */

import type { Currency, CurrencyDescription } from "../api/client.ts";

/** The fields as typed. */
export interface CurrencyDraft {
  readonly code: string;
  readonly name: string;
  readonly symbol: string;
  readonly numericCode: string;
  readonly minorUnits: string;
  readonly enabled: boolean;
}

/** A draft that says nothing yet. */
export const EMPTY_DRAFT: CurrencyDraft = {
  code: "",
  name: "",
  symbol: "",
  numericCode: "",
  minorUnits: "",
  enabled: true,
};

/** The draft that describes a currency as it is. */
export function draftOf(currency: Currency): CurrencyDraft {
  return {
    code: currency.code,
    name: currency.name,
    symbol: currency.symbol,
    numericCode: currency.numeric_code ?? "",
    minorUnits: String(currency.minor_units),
    enabled: currency.enabled,
  };
}

/** What the draft asks of the service; what is empty is left to ISO 4217. */
export function describe(draft: CurrencyDraft): CurrencyDescription {
  const name = draft.name.trim();
  const symbol = draft.symbol.trim();
  const numericCode = draft.numericCode.trim();
  const minorUnits = draft.minorUnits.trim();
  return {
    code: draft.code.trim().toUpperCase(),
    ...(name && { name }),
    ...(symbol && { symbol }),
    ...(numericCode && { numeric_code: numericCode }),
    ...(minorUnits && { minor_units: Number(minorUnits) }),
    enabled: draft.enabled,
  };
}

/** Why the draft cannot be sent yet, by the service's names of the fields; the service has the last word. */
export function faultsOf(draft: CurrencyDraft): ReadonlyMap<string, string> {
  const faults = new Map<string, string>();
  if (!/^[A-Za-z]{3}$/.test(draft.code.trim())) {
    faults.set("code", "Three letters, such as INR.");
  }
  if (!/^(\d{3})?$/.test(draft.numericCode.trim())) {
    faults.set("numeric_code", "Three digits, such as 356.");
  }
  if (!/^[0-8]?$/.test(draft.minorUnits.trim())) {
    faults.set("minor_units", "A digit from 0 to 8.");
  }
  return faults;
}

/** The fields in which a draft differs from the currency as it is; what is empty is no difference. */
export function differences(
  mine: CurrencyDraft,
  theirs: Currency,
): readonly {
  readonly label: string;
  readonly mine: string;
  readonly theirs: string;
}[] {
  const now = draftOf(theirs);
  const fields = [
    ["Name", "name"],
    ["Symbol", "symbol"],
    ["Number", "numericCode"],
    ["Decimals", "minorUnits"],
  ] as const;
  return fields.map(([label, field]) => ({
    label,
    mine: mine[field].trim(),
    theirs: now[field],
  })).filter(({ mine, theirs }) => mine !== "" && mine !== theirs);
}
