package io.rangeswarm.peer.web.page;

import io.rangeswarm.model.api.PageHeaders;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What a caller from elsewhere sees in the place of the page: what this is, and nothing of what is on it. */
public final class StrangersPage {

    private static final String HTML = """
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <title>Rangeswarm peer</title>
            <h1>A Rangeswarm peer</h1>
            <p>This machine hands out files to others over plain HTTP. Its page is for its own users: open it on the machine
            itself, at <code>http://localhost</code> and this port.</p>
            </html>
            """;

    private StrangersPage() {}

    public static void send(HttpServletResponse response) throws IOException {
        byte[] body = HTML.getBytes(StandardCharsets.UTF_8);
        response.setStatus(HttpServletResponse.SC_FORBIDDEN);
        response.setContentType("text/html;charset=utf-8");
        PageHeaders.ALL.forEach(response::setHeader);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
