package io.rangeswarm.peer.cli;

import io.rangeswarm.model.api.DownloadView;
import io.rangeswarm.model.api.FileView;
import io.rangeswarm.model.api.Location;
import io.rangeswarm.model.api.Locations;
import io.rangeswarm.peer.core.download.FileFinder.Finding;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import io.rangeswarm.peer.core.swarm.Reply;
import io.rangeswarm.peer.core.swarm.Tracker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code watch [FILE]}: what a peer downloads, or how far a file's swarm is, as it changes. */
@Command(
        name = "watch",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Watch a peer's downloads until they have ended, or a file's swarm until all have it.",
        footer = {
            "",
            "On a terminal the picture is drawn over; elsewhere there is a new one every 10 seconds.",
            "Exit codes: 0 ended well, 1 error or a download failed, 2 usage, 3 not found, 4 tracker unreachable."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class WatchCommand implements Callable<Integer> {

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final Set<String> ENDED = Set.of("COMPLETE", "FAILED", "CANCELLED", "PAUSED");
    private static final int PEERS_SHOWN_MAX = 20;
    private static final int BAR_WIDTH = 30;

    private final Toolbox toolbox;

    @Spec
    private CommandSpec spec;

    @Mixin
    private PeerOption peer;

    @Mixin
    private TrackerOption tracker;

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description = "a file of the tracker's (id, SHA-256 or name); default: the peer's downloads")
    private @Nullable String file;

    @Option(names = "--once", description = "look once, and end")
    private boolean once;

    @Mixin
    private JsonOption json;

    @Option(names = "--quiet", description = "nothing but the exit code")
    private boolean quiet;

    WatchCommand(Toolbox toolbox) {
        this.toolbox = toolbox;
    }

    @Override
    public Integer call() throws InterruptedException {
        Picture picture = Picture.choose(spec.commandLine(), json.isWanted(), quiet);
        return file == null ? watchDownloads(picture, peer.endpoint()) : watchSwarm(picture, file);
    }

    private int watchDownloads(Picture picture, PeerEndpoint endpoint) throws InterruptedException {
        while (true) {
            Reply<List<DownloadView>> reply = toolbox.downloadsOf(endpoint);
            List<DownloadView> downloads =
                    reply.answer().orElseThrow(() -> new CommandFailure(ExitCode.ERROR, "the peer " + reply.why()));
            boolean ended = downloads.stream().allMatch(download -> ENDED.contains(download.state()));
            picture.show(json.isWanted() ? jsonLines(downloads) : StatusCommand.lines(downloads), ended || once);
            if (ended || once) {
                boolean failed =
                        downloads.stream().anyMatch(download -> download.state().equals("FAILED"));
                return failed ? ExitCode.ERROR : ExitCode.OK;
            }
            toolbox.pause(LOOK_EVERY);
        }
    }

    private List<String> jsonLines(List<DownloadView> downloads) {
        return downloads.stream().map(toolbox::json).toList();
    }

    private int watchSwarm(Picture picture, String reference) throws InterruptedException {
        Tracker from = tracker.connect(toolbox);
        Finding.Found found = Found.orFail(from, reference);
        while (true) {
            Reply<FileView> asked = from.file(found.fileId());
            FileView now = asked.answer()
                    .orElseThrow(() -> new CommandFailure(ExitCode.TRACKER_UNREACHABLE, "the tracker " + asked.why()));
            Reply<Locations> reply = from.locations(found.fileId(), Optional.empty());
            List<Location> peers =
                    reply.answer().map(Locations::peers).map(List::copyOf).orElse(List.of());
            boolean ended = now.leeches() == 0;
            picture.show(json.isWanted() ? List.of(toolbox.json(now)) : swarm(now, peers), ended || once);
            if (ended || once) {
                return ExitCode.OK;
            }
            toolbox.pause(LOOK_EVERY);
        }
    }

    private static List<String> swarm(FileView file, List<Location> peers) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%s  %s  %d seed%s, %d leech%s, availability %d",
                file.names().get(0),
                Figures.bytes(file.length()),
                file.seeds(),
                file.seeds() == 1 ? "" : "s",
                file.leeches(),
                file.leeches() == 1 ? "" : "es",
                file.availability()));
        List<Location> leeches = peers.stream()
                .filter(location -> !Boolean.TRUE.equals(location.complete()))
                .sorted(Comparator.comparing(WatchCommand::held))
                .toList();
        for (Location leech : leeches.subList(0, Math.min(PEERS_SHOWN_MAX, leeches.size()))) {
            lines.add(String.format(
                    Locale.ROOT,
                    "  %s %7s  %s",
                    Figures.bar(held(leech), file.chunkCount(), BAR_WIDTH),
                    Figures.percent(held(leech), file.chunkCount()),
                    Optional.ofNullable(leech.endpoint()).orElse("?")));
        }
        if (file.leeches() > lines.size() - 1) {
            lines.add("  and " + (file.leeches() - lines.size() + 1) + " more");
        }
        return lines;
    }

    private static int held(Location location) {
        return Optional.ofNullable(location.held()).orElse(0);
    }
}
