package io.rangeswarm.peer.web.content;

import io.rangeswarm.model.access.FileLinks;
import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.api.Location;
import io.rangeswarm.model.api.ProblemType;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.peer.core.holding.Holding;
import io.rangeswarm.peer.core.holding.KnownPeers;
import io.rangeswarm.peer.core.torrent.PieceAnswer;
import io.rangeswarm.peer.core.torrent.PieceDesk;
import io.rangeswarm.peer.core.torrent.Torrent;
import io.rangeswarm.peer.web.problem.Problems;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code GET} and {@code HEAD /files/{fileId}.torrent}: the file's torrent, with web seeds at which it can be had. */
public final class TorrentResponder {

    /** Clients wait so long without a murmur. In it some gigabytes are hashed. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** A client uses three or so at a time. */
    private static final int WEB_SEEDS_MAX = 10;

    /** What hashing does at least, on a slow disk. */
    private static final long HASHED_BYTES_PER_SECOND = 200_000_000;

    private static final int RETRY_SECONDS_MAX = 60;

    private static final Pattern AUTHORITY =
            Pattern.compile("([A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}])(:[0-9]{1,5})?");

    private final PieceDesk pieces;
    private final KnownPeers known;
    private final FileLinks links;
    private final List<String> trackers;
    private final @Nullable String endpoint;

    /**
     * @param links by which the web seeds are named
     * @param trackers their URLs: the one link of each is a web seed too, and one that outlives this peer
     * @param endpoint where this peer says that it is; null when it is wherever it was reached
     */
    public TorrentResponder(
            PieceDesk pieces, KnownPeers known, FileLinks links, List<String> trackers, @Nullable String endpoint) {
        this.pieces = pieces;
        this.known = known;
        this.links = links;
        this.trackers = List.copyOf(trackers);
        this.endpoint = endpoint;
    }

    void answer(HttpServletRequest request, HttpServletResponse response, Holding holding) throws IOException {
        Optional<FileName> name = name(request, holding);
        if (name.isEmpty()) {
            Problems.send(response, ProblemType.INVALID_REQUEST, "name must be a file name of one segment");
            return;
        }
        if (holding.manifest().layout().chunkCount() == 0) {
            Problems.send(response, ProblemType.NOT_FOUND, "there is no torrent of an empty file");
            return;
        }
        PieceAnswer answer = pieces.ask(holding, PATIENCE);
        if (answer instanceof PieceAnswer.Known ready) {
            String label = name.get().lastSegment();
            send(request, response, label, Torrent.encode(label, ready.pieces(), webSeeds(request, holding, label)));
        } else if (answer instanceof PieceAnswer.Computing computing) {
            long seconds = (computing.length() - computing.hashed()) / HASHED_BYTES_PER_SECOND;
            refuse(
                    response,
                    Math.max(1, Math.min(RETRY_SECONDS_MAX, seconds)),
                    "the torrent is being computed, " + 100 * computing.hashed() / computing.length() + " % so far");
        } else if (answer instanceof PieceAnswer.LineFull) {
            refuse(response, RETRY_SECONDS_MAX, PieceDesk.LINE_MAX + " other torrents have to be computed first");
        } else {
            Problems.send(response, ProblemType.CHUNK_NOT_HELD, "only who holds the whole file can make its torrent");
        }
    }

    private static void refuse(HttpServletResponse response, long seconds, String detail) throws IOException {
        response.setHeader("Retry-After", Long.toString(seconds));
        Problems.send(response, ProblemType.UNAVAILABLE, detail);
    }

    /** The name asked for, because it is a part of what the torrent is known by; else the first one here. */
    private static Optional<FileName> name(HttpServletRequest request, Holding holding) {
        @Nullable String asked = request.getParameter("name");
        if (asked == null) {
            return Optional.of(holding.names().first());
        }
        try {
            return asked.indexOf('/') < 0 ? Optional.of(new FileName(asked)) : Optional.empty();
        } catch (IllegalArgumentException wrong) {
            return Optional.empty();
        }
    }

    private static void send(HttpServletRequest request, HttpServletResponse response, String label, byte[] torrent)
            throws IOException {
        response.setContentType("application/x-bittorrent");
        response.setHeader("Content-Disposition", ContentHeaders.attachment(label + ApiPaths.TORRENT_SUFFIX));
        response.setHeader("Cache-Control", "no-cache"); // who else has the file may be another matter tomorrow
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setContentLength(torrent.length);
        if (!request.getMethod().equals("HEAD")) {
            response.getOutputStream().write(torrent);
        }
    }

    /** The trackers' links first: they lead to whoever has the file then. */
    private List<String> webSeeds(HttpServletRequest request, Holding holding, String label) {
        String path = links.content(holding.fileId(), new FileName(label));
        Set<String> hosts = new LinkedHashSet<>();
        trackers.stream().filter(url -> isOfUseTo(request, url)).forEach(hosts::add);
        self(request).ifPresent(hosts::add);
        known.of(holding.fileId()).stream()
                .filter(location -> Boolean.TRUE.equals(location.complete()))
                .map(Location::endpoint)
                .filter(Objects::nonNull)
                .filter(url -> isOfUseTo(request, url))
                .forEach(hosts::add);
        List<String> urls = new ArrayList<>();
        hosts.stream().limit(WEB_SEEDS_MAX).forEach(host -> urls.add(host + path));
        return urls;
    }

    /** Where the asker has just reached this peer, unless it is told another place. */
    private Optional<String> self(HttpServletRequest request) {
        if (endpoint != null) {
            return Optional.of(endpoint);
        }
        @Nullable String host = request.getHeader("Host");
        return host != null && AUTHORITY.matcher(host).matches()
                ? Optional.of(request.getScheme() + "://" + host)
                : Optional.empty();
    }

    /** What this machine calls localhost is another machine to the others. */
    private static boolean isOfUseTo(HttpServletRequest request, String url) {
        @Nullable String host = URI.create(url).getHost();
        return host != null && (!isLoopback(host) || isLoopback(request.getRemoteAddr()));
    }

    private static boolean isLoopback(String host) {
        if (host.equals("localhost")) {
            return true;
        }
        boolean literal = host.indexOf(':') >= 0 || host.matches("[0-9.]+");
        try {
            return literal && InetAddress.getByName(host).isLoopbackAddress(); // nothing is looked up
        } catch (UnknownHostException notAnAddress) {
            return false;
        }
    }
}
