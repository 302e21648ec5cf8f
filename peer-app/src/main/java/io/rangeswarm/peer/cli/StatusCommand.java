package io.rangeswarm.peer.cli;

import io.rangeswarm.model.api.DownloadView;
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

/** {@code status}: what a running peer on this machine is downloading, and its limits. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Show the downloads of a peer that runs on this machine.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class StatusCommand implements Callable<Integer> {

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
            lines(downloads).forEach(out::println);
            toolbox.limitsOf(endpoint)
                    .answer()
                    .filter(LimitsCommand::isAnySet)
                    .ifPresent(limits -> out.println("limits: " + LimitsCommand.line(limits)));
        }
        out.flush();
        return ExitCode.OK;
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
