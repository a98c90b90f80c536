/** The places of the admin, in the order of the rail: their address, their name and their page. */

import { LOG_IN } from "./account/next_place.ts";
import { type LazyPage, lazyPage } from "./shell/lazy_page.ts";

/** A place that the rail leads to. */
export interface Place {
  readonly path: string;
  readonly label: string;
  /** Addresses below it are its own, such as `/admin/access/tokens`. */
  readonly deep?: boolean;
  readonly page: LazyPage;
}

/** All of them. */
export const PLACES: readonly Place[] = [
  {
    path: "/admin",
    label: "Overview",
    page: lazyPage(async () =>
      (await import("./overview/OverviewPage.tsx")).OverviewPage
    ),
  },
  {
    path: "/admin/convert",
    label: "Converter",
    page: lazyPage(async () =>
      (await import("./convert/ConverterPage.tsx")).ConverterPage
    ),
  },
  {
    path: "/admin/charts",
    label: "Charts",
    page: lazyPage(async () =>
      (await import("./charts/ChartsPage.tsx")).ChartsPage
    ),
  },
  {
    path: "/admin/currencies",
    label: "Currencies",
    page: lazyPage(async () =>
      (await import("./currencies/CurrenciesPage.tsx")).CurrenciesPage
    ),
  },
  {
    path: "/admin/providers",
    label: "Providers",
    page: lazyPage(async () =>
      (await import("./providers/ProvidersPage.tsx")).ProvidersPage
    ),
  },
  {
    path: "/admin/history",
    label: "History",
    page: lazyPage(async () =>
      (await import("./history/HistoryPage.tsx")).HistoryPage
    ),
  },
  {
    path: "/admin/access",
    label: "People and access",
    deep: true,
    page: lazyPage(async () =>
      (await import("./access/AccessPage.tsx")).AccessPage
    ),
  },
];

/** The page to log in on. */
export const LogInPlace = lazyPage(async () =>
  (await import("./account/LogInPage.tsx")).LogInPage
);

/** Pages that the rail does not lead to. */
export const OTHER_PAGES: readonly Omit<Place, "label">[] = [
  { path: LOG_IN, page: LogInPlace },
  {
    path: "/admin/setup",
    page: lazyPage(async () =>
      (await import("./account/SetUpPage.tsx")).SetUpPage
    ),
  },
];

/** Whether an address is this place or below it. */
export function isAt({ path, deep }: Place, address: string): boolean {
  return address === path || deep === true && address.startsWith(`${path}/`);
}

/** Fetches the page of an address. */
export async function fetchPage(address: string): Promise<void> {
  const place = PLACES.find((one) => isAt(one, address)) ??
    OTHER_PAGES.find(({ path }) => path === address);
  // Why it could not be had is told in its place.
  await place?.page.preload().catch(() => null);
}
