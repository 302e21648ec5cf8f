package io.rangeswarm.peer.cli;

import io.rangeswarm.model.api.PeerStatus;
import io.rangeswarm.model.api.PeerView;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import io.rangeswarm.peer.core.swarm.Reply;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What can keep a peer from its work, looked at one after the other. */
final class Diagnosis {

    /** Leases do not depend on clocks, but logs and certificates do. */
    private static final Duration CLOCKS_APART_MAX = Duration.ofMinutes(2);

    private static final long FREE_BYTES_MIN = 1_000_000_000;

    /** A connection is a file: below this a busy peer turns requesters away. */
    private static final double OPEN_FILES_MIN = 1024;

    private static final double HEAP_BYTES_MIN = 48 << 20;

    private final Toolbox toolbox;
    private final List<Finding> findings = new ArrayList<>();

    Diagnosis(Toolbox toolbox) {
        this.toolbox = toolbox;
    }

    /** How bad it is. */
    enum Verdict {
        OK,
        WARNING,
        WRONG
    }

    /**
     * One thing that was looked at.
     *
     * @param about in a word
     * @param detail what was found, and what to do about it, in a line
     */
    record Finding(String about, Verdict verdict, String detail) {}

    List<Finding> of(PeerEndpoint peer, List<PeerEndpoint> trackers) {
        Reply<PeerStatus> status = toolbox.statusOf(peer);
        for (PeerEndpoint tracker : trackersOf(status, trackers)) {
            lookAtTracker(tracker, peer, status.answer());
        }
        if (status.answer().isEmpty()) {
            add("peer", Verdict.WRONG, status.why());
            return findings;
        }
        lookAtPeer(peer, status.answer().get());
        lookAtLimits(toolbox.metricsOf(peer).answer().orElse(Map.of()));
        return findings;
    }

    /** Those that the running peer uses say more than those that the options name. */
    private static List<PeerEndpoint> trackersOf(Reply<PeerStatus> status, List<PeerEndpoint> named) {
        return status.answer()
                .map(peer -> peer.trackers().stream().map(PeerEndpoint::new).toList())
                .orElse(named);
    }

    private void lookAtTracker(PeerEndpoint tracker, PeerEndpoint peer, Optional<PeerStatus> status) {
        Reply<Toolbox.Greeting> reply = toolbox.greet(tracker);
        Optional<Toolbox.Greeting> greeting = reply.answer();
        if (greeting.isEmpty()) {
            add("tracker", Verdict.WRONG, reply.why());
            return;
        }
        add("tracker", Verdict.OK, tracker + " answers in " + greeting.get().tookMillis() + " ms");
        greeting.get().clockAhead().ifPresent(this::lookAtClocks);
        if (status.isPresent()) {
            lookAtRegistration(tracker, peer);
        }
    }

    private void lookAtClocks(Duration ahead) {
        Duration apart = ahead.abs();
        boolean far = apart.compareTo(CLOCKS_APART_MAX) > 0;
        add(
                "clock",
                far ? Verdict.WARNING : Verdict.OK,
                far
                        ? "the tracker's clock and this one are " + apart.toSeconds() + " s apart; set them by NTP"
                        : "agrees with the tracker's");
    }

    /** Whether the peer can be reached where the tracker tells others that it is; tried from here. */
    private void lookAtRegistration(PeerEndpoint tracker, PeerEndpoint peer) {
        int port = URI.create(peer.url()).getPort();
        Reply<List<PeerView>> reply = toolbox.peersOf(tracker);
        List<PeerEndpoint> mine = reply.answer().orElse(List.of()).stream()
                .map(view -> new PeerEndpoint(view.endpoint()))
                .filter(endpoint -> URI.create(endpoint.url()).getPort() == port && toolbox.isOnThisMachine(endpoint))
                .toList();
        if (mine.isEmpty()) {
            add(
                    "address",
                    Verdict.WARNING,
                    "the tracker " + tracker + " lists no peer at port " + port
                            + " of this machine; behind NAT or a port forward start the peer with --endpoint=http://HOST:PORT");
            return;
        }
        for (PeerEndpoint endpoint : mine) {
            Reply<Toolbox.Greeting> answer = toolbox.greet(endpoint);
            boolean loopback = toolbox.isLoopback(endpoint);
            if (answer.answer().isEmpty()) {
                add("address", Verdict.WRONG, "others are told " + endpoint + ", but " + answer.why());
            } else if (loopback) {
                add(
                        "address",
                        Verdict.WARNING,
                        "others are told " + endpoint + ", which only this machine can reach; name the tracker by its"
                                + " address, not localhost, to serve others");
            } else {
                add("address", Verdict.OK, "others are told " + endpoint + ", which answers (a firewall may differ)");
            }
        }
    }

    private void lookAtPeer(PeerEndpoint peer, PeerStatus status) {
        add("peer", Verdict.OK, peer + " runs, shares " + status.shares() + " files of " + status.folder());
        String trouble = status.trackerTrouble();
        if (!status.registered() || trouble != null) {
            add("peer", Verdict.WRONG, trouble == null ? "is not registered with a tracker yet" : trouble);
        }
        boolean little = status.folderFreeBytes() < FREE_BYTES_MIN;
        add(
                "disk",
                little ? Verdict.WARNING : Verdict.OK,
                Figures.bytes(status.folderFreeBytes()) + " free in " + status.folder());
    }

    private void lookAtLimits(Map<String, Double> metrics) {
        Optional.ofNullable(metrics.get("process_files_max_files")).ifPresent(max -> {
            double open = metrics.getOrDefault("process_files_open_files", 0.0);
            boolean few = max < OPEN_FILES_MIN || open > 0.8 * max;
            add(
                    "files",
                    few ? Verdict.WARNING : Verdict.OK,
                    (long) open + " of " + max.longValue() + " open files" + (few ? "; raise it with ulimit -n" : ""));
        });
        Optional.ofNullable(metrics.get("jvm_memory_max_bytes")).ifPresent(max -> {
            boolean little = max < HEAP_BYTES_MIN;
            add(
                    "heap",
                    little ? Verdict.WARNING : Verdict.OK,
                    Figures.bytes(max.longValue()) + " at most" + (little ? "; give the JVM -Xmx64m or more" : ""));
        });
    }

    private void add(String about, Verdict verdict, String detail) {
        findings.add(new Finding(about, verdict, detail));
    }
}
