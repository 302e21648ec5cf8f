package io.rangeswarm.tracker.web;

import io.rangeswarm.model.content.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.stereotype.Component;

/** The files that pages are made of, read from the class path once. Safe for many threads. */
@Component
class PageFiles {

    private static final String OWN = "META-INF/resources/ui/";

    /** Our pages' own files lie in one folder, a library's in its WebJar's, whose path has the version. */
    private static final String UPLOT = "classpath*:META-INF/resources/webjars/uplot/*/dist/";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]{0,60}");

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html;charset=UTF-8",
            "css", "text/css;charset=UTF-8",
            "js", "text/javascript;charset=UTF-8",
            "svg", "image/svg+xml");

    private final PathMatchingResourcePatternResolver resolver = new PathMatchingResourcePatternResolver();
    private final Map<String, PageFile> known = new ConcurrentHashMap<>();

    /** One file, and its strong ETag with quotes. */
    static final class PageFile {

        private final byte[] body;
        private final String type;
        private final String tag;

        private PageFile(byte[] body, String type) {
            this.body = body;
            this.type = type;
            this.tag = '"' + Sha256.hash(body).hex() + '"';
        }

        /** Must not be changed. */
        byte[] body() {
            return body;
        }

        String type() {
            return type;
        }

        String tag() {
            return tag;
        }
    }

    /** The file of this name, if there is one. */
    Optional<PageFile> find(String name) {
        PageFile file = known.get(name);
        if (file == null) {
            String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
            if (type == null || !NAME.matcher(name).matches()) {
                return Optional.empty();
            }
            file = read(name, type);
            if (file == null) {
                return Optional.empty();
            }
            known.put(name, file); // bounded: there are only so many files
        }
        return Optional.of(file);
    }

    private @Nullable PageFile read(String name, String type) {
        try {
            Resource[] found = name.startsWith("uPlot")
                    ? resolver.getResources(UPLOT + name)
                    : new Resource[] {resolver.getResource("classpath:" + OWN + name)};
            if (found.length == 0 || !found[0].isReadable()) {
                return null;
            }
            try (InputStream in = found[0].getInputStream()) {
                return new PageFile(in.readAllBytes(), type);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException("the page's file " + name + " cannot be read", failed);
        }
    }
}
