package io.rangeswarm.peer.cli;

import io.rangeswarm.model.api.FilePage;
import io.rangeswarm.model.api.FileView;
import io.rangeswarm.peer.core.swarm.Reply;
import io.rangeswarm.peer.core.swarm.Tracker;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
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
    private static final int ID_DIGITS = 12;

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
            lines(files).forEach(out::println);
        }
        out.flush();
        return ExitCode.OK;
    }

    /** Ids are cut where a person watches and they would break the lines: a name does, and scripts have all of them. */
    private static List<String> lines(List<FileView> files) {
        List<String> whole = lines(files, UnaryOperator.identity());
        int columns = Terminal.columns();
        boolean fits = !Terminal.isInteractive() || whole.stream().allMatch(line -> line.length() <= columns);
        return fits ? whole : lines(files, id -> id.substring(0, ID_DIGITS) + "…");
    }

    private static List<String> lines(List<FileView> files, UnaryOperator<String> shownId) {
        Table table = new Table("SIZE>", "SEEDS>", "LEECHES>", "ID", "NAME");
        for (FileView file : files) {
            for (String name : file.names()) {
                table.row(
                        Figures.bytes(file.length()),
                        Long.toString(file.seeds()),
                        Long.toString(file.leeches()),
                        shownId.apply(file.fileId()),
                        name);
            }
        }
        return table.lines();
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
