/** Finding a currency by what people call it: its code, its name or its symbol. */

/** What is searched. */
export interface Searchable {
  readonly code: string;
  readonly name: string;
  readonly symbol: string;
}

/** Those that match, the best first: a code that begins so, then a name that does, then any mention. */
export function searchCurrencies<T extends Searchable>(
  currencies: readonly T[],
  text: string,
): readonly T[] {
  const wanted = plain(text);
  if (wanted === "") return currencies;
  return currencies.flatMap((currency) => {
    const rank = rankOf(currency, wanted);
    return rank === null ? [] : [{ currency, rank }];
  }).sort((a, b) => a.rank - b.rank).map(({ currency }) => currency);
}

function rankOf({ code, name, symbol }: Searchable, wanted: string) {
  const called = plain(name);
  if (plain(code).startsWith(wanted)) return 0;
  if (plain(symbol) === wanted) return 1;
  if (called.startsWith(wanted)) return 2;
  if (called.split(" ").some((word) => word.startsWith(wanted))) return 3;
  return called.includes(wanted) ? 4 : null;
}

/** Without accents and case: "krona" finds "króna". */
function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();
}
