package io.rangeswarm.peer.cli;

import io.rangeswarm.model.api.FileView;
import io.rangeswarm.model.api.Location;
import io.rangeswarm.model.api.Locations;
import io.rangeswarm.peer.core.download.FileFinder.Finding;
import io.rangeswarm.peer.core.swarm.Reply;
import io.rangeswarm.peer.core.swarm.Tracker;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code locations FILE}: who has how much of a file. */
@Command(
        name = "locations",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Show which peers hold a file.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class LocationsCommand implements Callable<Integer> {

    private final Toolbox toolbox;

    @Spec
    private CommandSpec spec;

    @Mixin
    private TrackerOption tracker;

    @Parameters(paramLabel = "FILE", description = "the file's id, SHA-256 or name")
    private String file;

    @Mixin
    private JsonOption json;

    LocationsCommand(Toolbox toolbox) {
        this.toolbox = toolbox;
    }

    @Override
    public Integer call() {
        Tracker from = tracker.connect(toolbox);
        Finding.Found found = Found.orFail(from, file);
        Reply<Locations> reply = from.locations(found.fileId(), Optional.empty());
        Locations locations = reply.answer()
                .orElseThrow(() -> new CommandFailure(ExitCode.TRACKER_UNREACHABLE, "the tracker " + reply.why()));
        PrintWriter out = spec.commandLine().getOut();
        if (json.isWanted()) {
            out.println(toolbox.json(locations));
        } else {
            print(out, found.file(), Optional.ofNullable(locations.peers()).orElse(List.of()));
        }
        out.flush();
        return ExitCode.OK;
    }

    private static void print(PrintWriter out, FileView file, List<Location> peers) {
        Table table = new Table("HELD>", "ENDPOINT", "ZONE");
        for (Location peer : peers) {
            int held = Boolean.TRUE.equals(peer.complete())
                    ? file.chunkCount()
                    : Optional.ofNullable(peer.held()).orElse(0);
            table.row(
                    Figures.percent(held, file.chunkCount()),
                    Optional.ofNullable(peer.endpoint()).orElse("?"),
                    Optional.ofNullable(peer.zone()).orElse("-"));
        }
        table.print(out);
    }
}
