package io.rangeswarm.peer.cli;

import io.rangeswarm.model.api.FilePage;
import io.rangeswarm.model.api.FileView;
import io.rangeswarm.peer.core.swarm.Reply;
import io.rangeswarm.peer.core.swarm.Tracker;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ls [TEXT]}: the files one can get. */
@Command(
        name = "ls",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "List the files that can be downloaded.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class LsCommand implements Callable<Integer> {

    private static final int PAGE_SIZE = 500;

    private final Toolbox toolbox;

    @Spec
    private CommandSpec spec;

    @Mixin
    private TrackerOption tracker;

    @Parameters(
            arity = "0..1",
            paramLabel = "TEXT",
            defaultValue = "",
            description = "only files whose name contains it")
    private String query;

    @Mixin
    private JsonOption json;

    LsCommand(Toolbox toolbox) {
        this.toolbox = toolbox;
    }

    @Override
    public Integer call() {
        List<FileView> files = allFiles(tracker.connect(toolbox));
        PrintWriter out = spec.commandLine().getOut();
        if (json.isWanted()) {
            files.forEach(file -> out.println(toolbox.json(file)));
        } else {
            Table table = new Table("SIZE>", "SEEDS>", "LEECHES>", "ID", "NAME");
            for (FileView file : files) {
                for (String name : file.names()) {
                    table.row(
                            Figures.bytes(file.length()),
                            Long.toString(file.seeds()),
                            Long.toString(file.leeches()),
                            file.fileId(),
                            name);
                }
            }
            table.print(out);
        }
        out.flush();
        return ExitCode.OK;
    }

    private List<FileView> allFiles(Tracker from) {
        List<FileView> files = new ArrayList<>();
        for (int page = 0; ; page++) {
            Reply<FilePage> reply = from.files(query, page, PAGE_SIZE);
            FilePage found = reply.answer()
                    .orElseThrow(() -> new CommandFailure(ExitCode.TRACKER_UNREACHABLE, "the tracker " + reply.why()));
            files.addAll(found.files());
            if (files.size() >= found.total() || found.files().isEmpty()) {
                return files;
            }
        }
    }
}
