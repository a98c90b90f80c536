/** The API's documentation: the service's own OpenAPI document, drawn by Swagger UI and ready to be tried. */

// @ts-types="./swagger_ui.d.ts"
import SwaggerUI from "swagger-ui-dist/swagger-ui-es-bundle.js";

SwaggerUI({
  dom_id: "#docs",
  url: "/openapi.json",
  // The base layout has no bar for exploring other documents.
  layout: "BaseLayout",
  presets: [SwaggerUI.presets.apis],
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  deepLinking: true,
  displayRequestDuration: true,
  tryItOutEnabled: true,
  // Its colours are set on elements, for one scheme of light only.
  syntaxHighlight: false,
  // Answers of other servers would widen the content security policy.
  validatorUrl: null,
});
