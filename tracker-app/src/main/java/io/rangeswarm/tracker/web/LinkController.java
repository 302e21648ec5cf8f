package io.rangeswarm.tracker.web;

import io.rangeswarm.model.access.Access;
import io.rangeswarm.model.access.FileLinks;
import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.model.content.Sha256;
import io.rangeswarm.tracker.core.catalog.Catalog;
import io.rangeswarm.tracker.core.swarm.Source;
import io.rangeswarm.tracker.core.swarm.Sources;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/**
 * The one link for every client: who understands Metalinks gets one, everybody else is sent on to a peer that holds the
 * whole file, chosen at random, and told of others (RFC 6249). No file's byte passes the tracker.
 */
@RestController
class LinkController {

    /** So many peers stand in a Metalink: more than any client uses at once. */
    private static final int URLS_MAX = 50;

    /** So many peers are named in headers, which clients and proxies take some 8 KB of. */
    private static final int LINKS_MAX = 20;

    /**
     * wget2 takes Metalinks, but does not say so. Sent on like the others it would fetch the file twice: it follows the
     * redirect and the links, unless the redirect is a 302.
     */
    private static final Pattern WGET2 = Pattern.compile("(?i)wget2/|wget/2");

    private final Sources sources;
    private final Catalog catalog;
    private final Clock clock;
    private final FileLinks links;

    LinkController(Sources sources, Catalog catalog, Clock clock, Access access) {
        this.sources = sources;
        this.catalog = catalog;
        this.clock = clock;
        this.links = access.links();
    }

    /** @param target a file's id, perhaps with a suffix that says what of it is wanted */
    @GetMapping(ApiPaths.CONTENT + "{target}")
    void link(
            @PathVariable String target,
            @RequestHeader(name = HttpHeaders.ACCEPT, required = false) @Nullable String accept,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        if (target.endsWith(ApiPaths.METALINK_SUFFIX)) {
            sendMetalink(fileId(target, ApiPaths.METALINK_SUFFIX), request, response);
        } else if (target.endsWith(ApiPaths.TORRENT_SUFFIX)) {
            sendToTorrent(fileId(target, ApiPaths.TORRENT_SUFFIX), response);
        } else {
            answer(Parameters.fileId(target), null, accept, request, response);
        }
    }

    /** The same with a name to save the file by: any, because a name is only a label. */
    @GetMapping(ApiPaths.CONTENT + "{fileId}/{*name}")
    void named(
            @PathVariable String fileId,
            @PathVariable String name,
            @RequestHeader(name = HttpHeaders.ACCEPT, required = false) @Nullable String accept,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        FileId id = Parameters.fileId(fileId);
        FileName label = InvalidRequest.reading("name", () -> new FileName(name.substring(1)));
        answer(id, label, accept, request, response);
    }

    private static FileId fileId(String target, String suffix) {
        return Parameters.fileId(target.substring(0, target.length() - suffix.length()));
    }

    private void answer(
            FileId id,
            @Nullable FileName name,
            @Nullable String accept,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        response.addHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT + ", " + HttpHeaders.USER_AGENT);
        if (Representations.prefersMetalink(accept) || isWget2(request)) {
            sendMetalink(id, request, response);
        } else {
            sendToPeer(id, name, response);
        }
    }

    private static boolean isWget2(HttpServletRequest request) {
        @Nullable String agent = request.getHeader(HttpHeaders.USER_AGENT);
        return agent != null && WGET2.matcher(agent).lookingAt();
    }

    /**
     * {@code Digest} is of the file (RFC 6249 §6, RFC 3230); {@code Repr-Digest} would be of this answer's own, empty
     * content (RFC 9530 §3).
     */
    private void sendToPeer(FileId id, @Nullable FileName name, HttpServletResponse response) {
        Manifest manifest = manifest(id);
        String path = name == null ? links.content(id) : links.content(id, name);
        List<String> urls = seeds(id, LINKS_MAX, path);
        redirect(response, urls.get(0));
        urls.stream()
                .skip(1)
                .forEach(url -> response.addHeader(HttpHeaders.LINK, "<" + url + ">; rel=duplicate; pri=1"));
        response.addHeader(
                HttpHeaders.LINK,
                "<" + links.metalink(id) + ">; rel=describedby; type=\"" + Metalink.MEDIA_TYPE + "\"");
        response.setHeader("Digest", "SHA-256=" + base64(manifest.globalHash()));
    }

    /** Only who holds the bytes can tell the SHA-1 of its pieces. The name is part of what a torrent is known by. */
    private void sendToTorrent(FileId id, HttpServletResponse response) {
        FileName name = firstName(id);
        redirect(response, seeds(id, 1, links.torrent(id)).get(0) + "?name=" + ApiPaths.encoded(name.lastSegment()));
    }

    /** 307: for now, and a HEAD stays a HEAD. */
    private static void redirect(HttpServletResponse response, String url) {
        response.setStatus(HttpServletResponse.SC_TEMPORARY_REDIRECT);
        response.setHeader(HttpHeaders.LOCATION, url);
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store"); // the next client is to go to another peer
        response.setContentLength(0);
    }

    private void sendMetalink(FileId id, HttpServletRequest request, HttpServletResponse response) throws IOException {
        FileName name = firstName(id);
        Metalink metalink = new Metalink(manifest(id), name, seeds(id, URLS_MAX, links.content(id)));
        response.setContentType(Metalink.MEDIA_TYPE.toString());
        response.setContentLengthLong(metalink.length());
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
        response.setHeader(
                HttpHeaders.CONTENT_DISPOSITION,
                ContentDisposition.attachment()
                        .filename(name.lastSegment() + ApiPaths.METALINK_SUFFIX, StandardCharsets.UTF_8)
                        .build()
                        .toString());
        if (!request.getMethod().equals("HEAD")) {
            metalink.writeTo(response.getOutputStream());
        }
    }

    private Manifest manifest(FileId id) {
        return catalog.manifest(id, clock.instant()).orElseThrow(() -> RefusedCall.unknownFile(id.hex()));
    }

    /** The first in order of those that live peers call it, so that all who ask hear the same. */
    private FileName firstName(FileId id) {
        return catalog.find(id, clock.instant())
                .map(file -> new FileName(file.names().get(0)))
                .orElseThrow(() -> RefusedCall.unknownFile(id.hex()));
    }

    /** At least one URL, in random order. @throws RefusedCall when nobody holds the whole file */
    private List<String> seeds(FileId id, int limit, String path) {
        List<Source> seeds = sources.seeds(id, limit).orElseThrow(() -> RefusedCall.unknownFile(id.hex()));
        if (seeds.isEmpty()) {
            throw RefusedCall.noSeed(id);
        }
        return seeds.stream().map(seed -> seed.endpoint().url() + path).toList();
    }

    private static String base64(Sha256 hash) {
        return Base64.getEncoder().encodeToString(hash.bytes());
    }
}
