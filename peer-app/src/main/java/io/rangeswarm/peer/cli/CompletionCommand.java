package io.rangeswarm.peer.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code completion}: what a shell needs to complete command lines; the distribution has it as a file. */
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        description = "Print a completion script: source <(rangeswarm completion) in bash, --shell=zsh for the other.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class CompletionCommand implements Callable<Integer> {

    private static final List<String> TRACKER_OPTIONS = List.of(
            "--port", "--data", "--database-url", "--database-user", "--database-password-file", "--tls-client-auth");

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--command",
            paramLabel = "NAME",
            defaultValue = "rangeswarm",
            description = "what the program is called; default: ${DEFAULT-VALUE}")
    private String command;

    @Option(
            names = "--shell",
            paramLabel = "SHELL",
            defaultValue = "bash",
            description = "bash or zsh; default: ${DEFAULT-VALUE}")
    private Shell shell;

    /** As typed. */
    private enum Shell {
        bash,
        zsh
    }

    @Override
    public Integer call() {
        if (!command.matches("[A-Za-z][A-Za-z0-9._-]*")) {
            throw new CommandFailure(ExitCode.USAGE, "--command must be a program's name, not " + command);
        }
        CommandLine all = spec.commandLine().getParent();
        PrintWriter out = spec.commandLine().getOut();
        addWhatTheInstalledCommandHas(all);
        out.print(shell == Shell.zsh ? ZshCompletion.of(command, all) : AutoComplete.bash(command, all));
        out.flush();
        return ExitCode.OK;
    }

    /** {@code rangeswarm} is a script that starts tracker and peer by names of their own. */
    private static void addWhatTheInstalledCommandHas(CommandLine all) {
        CommandSpec peer = CommandSpec.create();
        all.getCommandSpec().options().stream()
                .filter(option -> option.scopeType() != ScopeType.INHERIT) // which picocli adds by itself
                .forEach(peer::addOption);
        peer.usageMessage().description("Run a peer that shares a folder.");
        all.addSubcommand("peer", peer);
        CommandSpec tracker = CommandSpec.create();
        for (String name : TRACKER_OPTIONS) {
            tracker.addOption(
                    OptionSpec.builder(name).arity("1").type(String.class).build());
        }
        tracker.usageMessage().description("Run a tracker.");
        all.addSubcommand("tracker", tracker);
        CommandSpec archive = CommandSpec.create();
        archive.usageMessage().description("Make everything start faster.");
        all.addSubcommand("archive", archive);
    }
}
