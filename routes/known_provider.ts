/** The provider that an address or a body names, or the refusal that says where to find the right names. */

import { AppError } from "../rates/errors.ts";
import type { Provider } from "../rates/ports.ts";
import { API_ROOT } from "./addresses.ts";

/** @throws {AppError} `not_found` when there is none of this key */
export function knownProvider(
  providers: ReadonlyMap<string, Provider>,
  key: string,
): Provider {
  const provider = providers.get(key);
  if (provider) return provider;
  throw new AppError(
    "not_found",
    `There is no provider '${
      key.slice(0, 40)
    }'. GET ${API_ROOT}/providers lists them.`,
  );
}
