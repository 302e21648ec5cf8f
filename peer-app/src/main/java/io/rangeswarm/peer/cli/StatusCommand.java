package io.rangeswarm.peer.cli;

import io.rangeswarm.model.api.DamagedFiles;
import io.rangeswarm.model.api.DownloadView;
import io.rangeswarm.model.api.PeerStatus;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import io.rangeswarm.peer.core.swarm.Reply;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code status}: how a running peer on this machine does, what it downloads, its limits, and what its disk has damaged. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Show how a peer on this machine does and what it downloads.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class StatusCommand implements Callable<Integer> {

    private static final int DAMAGED_SHOWN_MAX = 20;

    private final Toolbox toolbox;

    @Spec
    private CommandSpec spec;

    @Mixin
    private PeerOption peer;

    @Mixin
    private JsonOption json;

    StatusCommand(Toolbox toolbox) {
        this.toolbox = toolbox;
    }

    @Override
    public Integer call() {
        PeerEndpoint endpoint = peer.endpoint();
        Reply<List<DownloadView>> reply = toolbox.downloadsOf(endpoint);
        List<DownloadView> downloads =
                reply.answer().orElseThrow(() -> new CommandFailure(ExitCode.ERROR, "the peer " + reply.why()));
        PrintWriter out = spec.commandLine().getOut();
        if (json.isWanted()) {
            downloads.forEach(download -> out.println(toolbox.json(download)));
        } else {
            toolbox.statusOf(endpoint).answer().map(StatusCommand::head).ifPresent(out::println);
            (downloads.isEmpty() ? List.of("nothing is being downloaded") : lines(downloads)).forEach(out::println);
            toolbox.limitsOf(endpoint)
                    .answer()
                    .filter(LimitsCommand::isAnySet)
                    .ifPresent(limits -> out.println("limits: " + LimitsCommand.line(limits)));
            toolbox.damagedOf(endpoint)
                    .answer()
                    .map(StatusCommand::damage)
                    .ifPresent(lines -> lines.forEach(out::println));
        }
        out.flush();
        return ExitCode.OK;
    }

    /** Who it is and how it stands with its tracker. */
    private static String head(PeerStatus status) {
        String tracker = Optional.ofNullable(status.trackerTrouble())
                .orElse((status.registered() ? "registered with " : "registering with ") + status.tracker());
        return Optional.ofNullable(status.name()).map(name -> name + ": ").orElse("") + status.shares()
                + (status.shares() == 1 ? " file" : " files") + " of " + status.folder() + "; " + tracker;
    }

    /** Nothing where nothing is damaged. */
    static List<String> damage(DamagedFiles damaged) {
        if (damaged.files().isEmpty()) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        lines.add("damaged on disk and no longer shared; restore them, or delete them and fetch them again:");
        damaged.files().stream()
                .limit(DAMAGED_SHOWN_MAX)
                .map(file -> "  " + file.name() + ": " + file.detail())
                .forEach(lines::add);
        if (damaged.total() > DAMAGED_SHOWN_MAX) {
            lines.add("  and " + (damaged.total() - DAMAGED_SHOWN_MAX) + " more");
        }
        return lines;
    }

    static List<String> lines(List<DownloadView> downloads) {
        Table table = new Table("STATE", "DONE>", "SIZE>", "RATE>", "LEFT>", "SOURCES>", "NAME");
        for (DownloadView download : downloads) {
            table.row(
                    download.state(),
                    Figures.percent(download.heldBytes(), download.length()),
                    Figures.bytes(download.length()),
                    Figures.bytes(download.bytesPerSecond()) + "/s",
                    Figures.duration(Optional.ofNullable(download.secondsLeft())),
                    Integer.toString(download.sources().size()),
                    Optional.ofNullable(download.name()).orElse(download.fileId()));
        }
        List<String> lines = new ArrayList<>(table.lines());
        for (DownloadView download : downloads) {
            Optional.ofNullable(download.error())
                    .or(() -> Optional.ofNullable(download.waitingFor()))
                    .ifPresent(why -> lines.add(download.fileId().substring(0, 8) + ": " + why));
        }
        return lines;
    }
}
