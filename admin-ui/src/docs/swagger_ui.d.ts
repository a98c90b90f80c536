/** The part of Swagger UI that the documentation uses; the package has no types. */

interface SwaggerUIOptions {
  readonly dom_id: string;
  readonly url: string;
  readonly layout: "BaseLayout";
  readonly presets: readonly unknown[];
  readonly docExpansion: "list" | "full" | "none";
  /** How deep schemas are opened below the operations: 0 lists their names. */
  readonly defaultModelsExpandDepth: number;
  readonly deepLinking: boolean;
  readonly displayRequestDuration: boolean;
  readonly tryItOutEnabled: boolean;
  readonly syntaxHighlight: boolean;
  /** Null asks no server to check the document. */
  readonly validatorUrl: string | null;
}

declare const SwaggerUI: {
  (options: SwaggerUIOptions): void;
  readonly presets: { readonly apis: unknown };
};

export default SwaggerUI;
