package io.rangeswarm.model.page;

import io.rangeswarm.model.content.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Pages and what they are made of, from the class path; each is read once. A page names its files under a path that changes
 * with them, {@code ui/3f09…/peer.js}, so that a browser asks for none of them twice, and all paths are relative, so that a proxy may
 * put the app under any prefix. Safe for many threads.
 */
public final class PageFiles {

    private static final String FOLDER = "/META-INF/resources/ui/";

    /** No slash, and no dot at the beginning: nothing but that folder's own files. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9-]*(\\.iife)?(\\.min)?\\.[a-z]{2,4}");

    private static final Pattern VERSION = Pattern.compile("[0-9a-f]{16}");

    /** How a page, or a script, names another file: {@code "{root}ui/peer.js"}, {@code "./common.js"}. */
    private static final Pattern REFERENCE = Pattern.compile("\"(?:\\{root}ui|\\.)/([A-Za-z0-9.-]+)\"");

    private static final String ROOT = "{root}";

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html;charset=utf-8",
            "css", "text/css;charset=utf-8",
            "js", "text/javascript;charset=utf-8",
            "json", "application/json",
            "svg", "image/svg+xml");

    private final Map<String, PageFile> known = new ConcurrentHashMap<>();
    private final List<String> pages;

    /** Of what the pages refer to; null until somebody asks. Whoever races computes the same. */
    private volatile @Nullable String version;

    /** @param pages the names of the app's pages: what they refer to, itself or by another script, makes the version */
    public PageFiles(String... pages) {
        this.pages = List.of(pages);
    }

    /**
     * A page.
     *
     * @param root the way from the page's path to the app's: {@code ./}, or {@code ../} for each folder between
     * @throws IllegalArgumentException when there is none of this name
     */
    public PageFile page(String name, String root) {
        return known.computeIfAbsent(root + name, unread -> {
            String html = text(name)
                    .replace(ROOT + "ui/", ROOT + "ui/" + version() + "/")
                    .replace(ROOT, root);
            return new PageFile(html.getBytes(StandardCharsets.UTF_8), type(name), false);
        });
    }

    /** The file of this name, if there is one. */
    public Optional<PageFile> find(String name) {
        return find(name, false);
    }

    /** Likewise, as a page names it; of another version it is what it is now. */
    public Optional<PageFile> find(String version, String name) {
        return VERSION.matcher(version).matches() ? find(name, version.equals(version())) : Optional.empty();
    }

    private Optional<PageFile> find(String name, boolean sameForEver) {
        if (!NAME.matcher(name).matches() || !TYPES.containsKey(ending(name)) || name.endsWith(".html")) {
            return Optional.empty();
        }
        String key = sameForEver ? "/" + name : name;
        return Optional.ofNullable(known.get(key))
                .or(() -> read(name).map(bytes -> {
                    PageFile file = new PageFile(bytes, type(name), sameForEver);
                    known.put(key, file); // bounded: there are only so many files
                    return file;
                }));
    }

    private String version() {
        String found = version;
        if (found == null) {
            Set<String> names = new TreeSet<>();
            pages.forEach(page -> collect(page, names));
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            Map<String, byte[]> files = new TreeMap<>();
            names.forEach(name -> files.put(name, read(name).orElse(new byte[0])));
            files.values().forEach(all::writeBytes);
            found = Sha256.hash(all.toByteArray()).hex().substring(0, 16);
            version = found;
        }
        return found;
    }

    private void collect(String name, Set<String> names) {
        if (names.add(name) && (name.endsWith(".html") || name.endsWith(".js"))) {
            for (Matcher reference = REFERENCE.matcher(text(name)); reference.find(); ) {
                collect(reference.group(1), names);
            }
        }
    }

    private static String text(String name) {
        return new String(
                read(name).orElseThrow(() -> new IllegalArgumentException("there is no file " + name)),
                StandardCharsets.UTF_8);
    }

    private static Optional<byte[]> read(String name) {
        try (@Nullable InputStream file = PageFiles.class.getResourceAsStream(FOLDER + name)) {
            return file == null ? Optional.empty() : Optional.of(file.readAllBytes());
        } catch (IOException brokenJar) {
            throw new UncheckedIOException("the page's file " + name + " cannot be read", brokenJar);
        }
    }

    private static String type(String name) {
        return TYPES.getOrDefault(ending(name), "application/octet-stream");
    }

    private static String ending(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
