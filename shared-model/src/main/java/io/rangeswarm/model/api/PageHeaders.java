package io.rangeswarm.model.api;

import java.util.Map;

/**
 * What a browser is told with each page, script and style of both apps. A page runs only scripts and styles of its own files,
 * calls only the app it came from, is shown in nobody's frame and tells no other site where it was.
 */
public final class PageHeaders {

    /** Where the files that pages share are: {@code META-INF/resources/ui} of the class path. */
    public static final String UI = "/ui/";

    /** A tracker's page of one swarm. */
    public static final String SWARM = "/swarm.html";

    /** The page that shows an app's API and lets one try it, and where it has it from: OpenAPI 3.1. */
    public static final String API_PAGE = "/swagger-ui.html";

    public static final String API_DOCS = "/v3/api-docs";

    /** The header's value (Content Security Policy Level 3). */
    public static final String CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; style-src 'self';"
            + " img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    /** Names and values. */
    public static final Map<String, String> ALL = Map.of(
            "Content-Security-Policy", CONTENT_SECURITY_POLICY,
            "X-Content-Type-Options", "nosniff",
            "Referrer-Policy", "no-referrer",
            "Cross-Origin-Opener-Policy", "same-origin");

    private PageHeaders() {}
}
