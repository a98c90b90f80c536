/** The operations of the API, read from its own description, so that a test of all of them cannot forget one. */

import type { Service } from "./service.ts";

/** An operation as the description has it. */
export interface Operation {
  /** In capitals. */
  readonly method: string;
  /** With its parameters in braces. */
  readonly path: string;
  readonly operationId: string;
  /** The ways in; null where it says nothing of them. */
  readonly security: readonly Readonly<Record<string, string[]>>[] | null;
  readonly responses: readonly string[];
  readonly queries: readonly string[];
  /** The members of its body, when that is JSON. */
  readonly members: readonly string[];
  /** The type of its body; null for one without. */
  readonly type: string | null;
}

interface Schema {
  readonly $ref?: string;
  readonly properties?: Record<string, unknown>;
}

interface Description {
  readonly operationId: string;
  readonly security?: Record<string, string[]>[];
  readonly responses: Record<string, unknown>;
  readonly parameters?: { readonly name: string; readonly in: string }[];
  readonly requestBody?: {
    readonly content: Record<string, { readonly schema: Schema }>;
  };
}

/** All operations of the service. */
export async function operationsOf(
  service: Pick<Service, "request">,
): Promise<Operation[]> {
  const answer = await service.request("/openapi.json");
  const { paths, components }: {
    paths: Record<string, Record<string, Description>>;
    components: { schemas: Record<string, Schema> };
  } = await answer.json();
  const membersOf = ({ $ref = "", properties }: Schema = {}): string[] =>
    Object.keys(
      properties ?? components.schemas[$ref.split("/").at(-1) ?? ""]
        ?.properties ??
        {},
    );
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, one]) => ({
      method: method.toUpperCase(),
      path,
      operationId: one.operationId,
      security: one.security ?? null,
      responses: Object.keys(one.responses),
      queries: (one.parameters ?? []).filter((each) => each.in === "query")
        .map(({ name }) => name),
      members: membersOf(
        one.requestBody?.content["application/json"]?.schema,
      ),
      type: Object.keys(one.requestBody?.content ?? {})[0] ?? null,
    }))
  );
}
