/** Fields that must not be empty, checked before the service is asked. */

/** The problems, by field. */
export function required(
  fields: Readonly<Record<string, string>>,
): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(fields).filter(([, text]) => text.trim() === "")
      .map(([field]) => [field, "This is needed."]),
  );
}
