// The API's description, by Swagger UI, with calls to try it. It needs no other host.

window.ui = SwaggerUIBundle({
  url: "v3/api-docs",
  dom_id: "#api",
  deepLinking: true,
  validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
});
