import io.rangeswarm.peer.cli.PeerCli;
import io.rangeswarm.tracker.TrackerCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Writes the manual from what the apps know of their own command lines: one page for each of rangeswarm's commands, for man(1)
 * (man 7 man-pages says how such a page looks). Run by the build with both apps on the class path: {@code ManPages.java FOLDER VERSION}.
 */
public final class ManPages {

    private final Path folder;
    private final String version;

    private ManPages(Path folder, String version) {
        this.folder = folder;
        this.version = version;
    }

    public static void main(String[] arguments) throws IOException {
        ManPages pages = new ManPages(Files.createDirectories(Path.of(arguments[0])), arguments[1]);
        CommandLine peer = new PeerCli((options, portAskedFor) -> 0, null).commandLine(Map.of());
        CommandLine tracker = TrackerCommand.commandLine(List.of(), options -> 0);
        pages.overview(tracker, peer);
        pages.command("tracker", tracker);
        pages.command("peer", peer);
        for (Map.Entry<String, CommandLine> command : peer.getSubcommands().entrySet()) {
            pages.command(command.getKey(), command.getValue());
        }
    }

    private void overview(CommandLine tracker, CommandLine peer) throws IOException {
        List<String> lines = head("rangeswarm", "hand out big files over plain HTTP, from many machines to many");
        lines.addAll(List.of(".SH SYNOPSIS", ".B rangeswarm", ".I COMMAND", "[\\fIOPTION\\fR]..."));
        lines.add(".SH COMMANDS");
        lines.addAll(entry("tracker", summary(tracker)));
        lines.addAll(entry("peer", summary(peer)));
        peer.getSubcommands().forEach((name, command) -> lines.addAll(entry(name, summary(command))));
        lines.addAll(entry("archive", "Write down which classes are loaded at a start, so that all starts take half the time:"
                + " once for each installation and each update of Java. Needs curl(1)."));
        lines.add(".SH ENVIRONMENT");
        lines.addAll(entry("JAVA_HOME", "which Java, 17 or newer; by default the java of the PATH"));
        lines.addAll(entry("RANGESWARM_JAVA_OPTIONS", "more options for the JVM, such as -Xmx512m"));
        lines.addAll(entry("RANGESWARM_ARCHIVES", "where archives are; by default archive/ beside bin/, or else ~/.cache/rangeswarm"));
        lines.addAll(entry("RANGESWARM_TRACKER_*, RANGESWARM_PEER_*", "any option of application.yml, which the distribution has in doc/"));
        lines.add(".SH SEE ALSO");
        lines.add(Stream.concat(Stream.of("tracker", "peer"), peer.getSubcommands().keySet().stream())
                .map(name -> "\\fBrangeswarm\\-" + roff(name) + "\\fR(1)")
                .collect(Collectors.joining(",\n")));
        write("rangeswarm", lines);
    }

    private void command(String name, CommandLine command) throws IOException {
        CommandSpec spec = command.getCommandSpec();
        List<String> lines = head("rangeswarm-" + name, lowerCase(summary(command)));
        lines.add(".SH SYNOPSIS");
        lines.add(synopsis(name, spec));
        lines.add(".SH DESCRIPTION");
        Stream.of(spec.usageMessage().description()).forEach(line -> lines.add(text(line)));
        options(spec, lines);
        if (!name.equals("peer")) { // whose commands have pages of their own
            command.getSubcommands().forEach((inner, subcommand) -> {
                lines.add(".SH " + roff((name + " " + inner).toUpperCase(java.util.Locale.ROOT)));
                lines.add(text(summary(subcommand)));
                options(subcommand.getCommandSpec(), lines);
            });
        }
        notes(spec, lines);
        lines.addAll(List.of(".SH SEE ALSO", ".BR rangeswarm (1)"));
        write("rangeswarm-" + name, lines);
    }

    private static String synopsis(String name, CommandSpec spec) {
        String parameters = spec.positionalParameters().stream()
                .map(PositionalParamSpec::paramLabel)
                .map(label -> " \\fI" + roff(label) + "\\fR")
                .collect(Collectors.joining());
        String inner = spec.subcommands().isEmpty() || name.equals("peer") ? "" : " \\fICOMMAND\\fR";
        return "\\fBrangeswarm " + roff(name) + "\\fR [\\fIOPTION\\fR]..." + inner + parameters;
    }

    private static void options(CommandSpec spec, List<String> lines) {
        List<String> found = new ArrayList<>();
        for (PositionalParamSpec parameter : spec.positionalParameters()) {
            found.addAll(entry(parameter.paramLabel(), described(parameter)));
        }
        for (OptionSpec option : spec.options()) {
            if (!option.hidden()) {
                String label = option.arity().max() > 0 ? "=" + option.paramLabel() : "";
                found.addAll(entry(String.join(", ", option.names()) + label, described(option)));
            }
        }
        if (!found.isEmpty()) {
            lines.add(spec.parent() != null && spec.parent().parent() != null ? ".PP" : ".SH OPTIONS");
            lines.addAll(found);
        }
    }

    private static void notes(CommandSpec spec, List<String> lines) {
        String[] footer = spec.usageMessage().footer();
        boolean example = false;
        lines.add(footer.length == 0 ? ".\\\"" : ".SH NOTES");
        for (String line : footer) {
            boolean indented = line.startsWith("  ");
            if (indented != example) {
                lines.add(indented ? ".PP\n.nf\n.RS 4" : ".RE\n.fi");
                example = indented;
            }
            lines.add(line.isBlank() ? ".PP" : text(line.strip()));
        }
        lines.add(example ? ".RE\n.fi" : ".\\\"");
    }

    private List<String> head(String name, String purpose) {
        return new ArrayList<>(List.of(
                ".\\\" Made by the build from the command's own words.",
                ".TH " + roff(name.toUpperCase(java.util.Locale.ROOT)) + " 1 \"\" \"Rangeswarm " + roff(version) + "\" \"User Commands\"",
                ".SH NAME",
                roff(name) + " \\- " + roff(purpose)));
    }

    private static List<String> entry(String term, String meaning) {
        return List.of(".TP", "\\fB" + roff(term) + "\\fR", text(meaning));
    }

    private static String summary(CommandLine command) {
        return plain(String.join(" ", command.getCommandSpec().usageMessage().description()));
    }

    private static String lowerCase(String sentence) {
        String open = sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
        return open.substring(0, 1).toLowerCase(java.util.Locale.ROOT) + open.substring(1);
    }

    private static String described(ArgSpec argument) {
        return plain(String.join(" ", argument.description()));
    }

    private static String plain(String styled) {
        return Ansi.OFF.string(styled);
    }

    /** A line of its own: not taken for a request, whatever it begins with. */
    private static String text(String line) {
        String safe = roff(plain(line));
        return safe.startsWith(".") || safe.startsWith("'") ? "\\&" + safe : safe;
    }

    private static String roff(String text) {
        return text.replace("\\", "\\e").replace("-", "\\-");
    }

    private void write(String name, List<String> lines) throws IOException {
        Files.writeString(folder.resolve(name + ".1"), String.join("\n", lines) + "\n");
    }
}
