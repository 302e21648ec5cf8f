package io.rangeswarm.peer.cli;

import io.rangeswarm.peer.cli.Diagnosis.Verdict;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code doctor}: is all well with this machine's peer and its tracker, and if not, what to do? */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Look for what keeps this machine's peer from sharing and fetching.",
        footer = {"", "Exit codes: 0 nothing is wrong (there may be warnings), 1 something is, 2 usage."})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class DoctorCommand implements Callable<Integer> {

    private final Toolbox toolbox;

    @Spec
    private CommandSpec spec;

    @Mixin
    private PeerOption peer;

    @Mixin
    private TrackerOption tracker;

    @Mixin
    private JsonOption json;

    @Option(names = "--quiet", description = "only what is wrong")
    private boolean quiet;

    DoctorCommand(Toolbox toolbox) {
        this.toolbox = toolbox;
    }

    @Override
    public Integer call() {
        List<Diagnosis.Finding> findings = new Diagnosis(toolbox).of(peer.endpoint(), tracker.typedOrDefault(toolbox));
        PrintWriter out = spec.commandLine().getOut();
        findings.stream()
                .filter(finding -> !quiet || finding.verdict() == Verdict.WRONG)
                .map(finding -> json.isWanted() ? toolbox.json(finding) : line(finding))
                .forEach(out::println);
        out.flush();
        boolean wrong = findings.stream().anyMatch(finding -> finding.verdict() == Verdict.WRONG);
        return wrong ? ExitCode.ERROR : ExitCode.OK;
    }

    /** In colours on a terminal, unless {@code NO_COLOR} is set. */
    private static String line(Diagnosis.Finding finding) {
        String style = switch (finding.verdict()) {
            case OK -> "green";
            case WARNING -> "yellow";
            case WRONG -> "bold,red";
        };
        String verdict =
                String.format(Locale.ROOT, "%-7s", finding.verdict().name().toLowerCase(Locale.ROOT));
        return Ansi.AUTO.string("@|" + style + " " + verdict + "|@ ")
                + String.format(Locale.ROOT, " %-9s %s", finding.about(), finding.detail());
    }
}
