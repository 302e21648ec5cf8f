package io.rangeswarm.peer.web.page;

import io.rangeswarm.model.api.PageHeaders;
import io.rangeswarm.model.content.Sha256;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The files that the page is made of, from the class path; each is read once. */
public final class PageFiles {

    private static final String FOLDER = "/META-INF/resources/ui/";

    /** No slash and no dot at the beginning: nothing but that folder's own files. */
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*\\.(html|css|js|svg)");

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html;charset=utf-8",
            "css", "text/css;charset=utf-8",
            "js", "text/javascript;charset=utf-8",
            "svg", "image/svg+xml");

    private static final String FOR_STRANGERS = """
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <title>Rangeswarm peer</title>
            <h1>A Rangeswarm peer</h1>
            <p>This machine hands out files to others over plain HTTP. Its page is for its own users: open it on the machine
            itself, at <code>http://localhost</code> and this port.</p>
            </html>
            """;

    private final Map<String, PageFile> read = new ConcurrentHashMap<>();

    /** Not a record: one must not hold an array. */
    static final class PageFile {

        final String type;
        final String tag; // an entity tag, quotes included
        final byte[] bytes; // not to be changed

        private PageFile(String type, byte[] bytes) {
            this.type = type;
            this.tag = '"' + Sha256.hash(bytes).hex().substring(0, 16) + '"';
            this.bytes = bytes;
        }
    }

    Optional<PageFile> find(String name) {
        if (!NAME.matcher(name).matches()) {
            return Optional.empty();
        }
        PageFile known = read.get(name);
        if (known != null) {
            return Optional.of(known);
        }
        try (@Nullable InputStream file = PageFiles.class.getResourceAsStream(FOLDER + name)) {
            if (file == null) {
                return Optional.empty();
            }
            byte[] bytes = file.readAllBytes();
            String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "application/octet-stream");
            PageFile fresh = new PageFile(type, bytes);
            read.put(name, fresh);
            return Optional.of(fresh);
        } catch (IOException brokenJar) {
            throw new UncheckedIOException(brokenJar);
        }
    }

    /** What a caller from elsewhere sees in the place of the page: what this is, and nothing of what is on it. */
    public static void sendToStrangers(HttpServletResponse response) throws IOException {
        byte[] body = FOR_STRANGERS.getBytes(StandardCharsets.UTF_8);
        response.setStatus(HttpServletResponse.SC_FORBIDDEN);
        response.setContentType(TYPES.get("html"));
        PageHeaders.ALL.forEach(response::setHeader);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
