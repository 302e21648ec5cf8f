package io.rangeswarm.peer.cli;

import io.rangeswarm.model.start.TypedName;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Understands the command line of peer-app and runs what it says. */
public final class PeerCli {

    private static final String NAME = TypedName.or("peer-app");

    private final PeerLauncher launcher;
    private final Toolbox toolbox;

    public PeerCli(PeerLauncher launcher, Toolbox toolbox) {
        this.launcher = launcher;
        this.toolbox = toolbox;
    }

    /** Runs the command line and returns its exit code. A peer that was started lives on after that. */
    public int run(String... arguments) {
        Map<String, String> springOptions = new LinkedHashMap<>();
        List<String> own = new ArrayList<>();
        for (String argument : arguments) {
            if (isSpringOption(argument)) {
                int equals = argument.indexOf('=');
                springOptions.put(
                        argument.substring(2, equals < 0 ? argument.length() : equals),
                        equals < 0 ? "true" : argument.substring(equals + 1));
            } else {
                own.add(argument);
            }
        }
        return commandLine(springOptions).execute(own.toArray(String[]::new));
    }

    /** Such as {@code --logging.level.p2s=debug}: the dots tell them from this program's own options. */
    private static boolean isSpringOption(String argument) {
        return argument.matches("--[A-Za-z][A-Za-z0-9-]*(\\.[A-Za-z0-9\\[\\]_-]+)+(=.*)?");
    }

    /**
     * All commands, for whoever runs them or writes their manual.
     *
     * @param springOptions those of application.yml that were typed
     */
    public CommandLine commandLine(Map<String, String> springOptions) {
        PeerCommand peer = new PeerCommand(launcher, springOptions);
        CommandLine commands = new CommandLine(peer);
        commands.setCommandName(NAME);
        commands.addSubcommand(new GetCommand(toolbox));
        commands.addSubcommand(new LsCommand(toolbox));
        commands.addSubcommand(new StatusCommand(toolbox));
        commands.addSubcommand(new LimitsCommand(toolbox));
        commands.addSubcommand(new LocationsCommand(toolbox));
        commands.addSubcommand(new ShareCommand(toolbox));
        commands.addSubcommand(new WatchCommand(toolbox));
        commands.addSubcommand(new DoctorCommand(toolbox));
        CommandLine config = new CommandLine(new ConfigCommand());
        config.addSubcommand(new ConfigCommand.Show(toolbox, springOptions));
        commands.addSubcommand(config);
        commands.addSubcommand(new CompletionCommand());
        commands.setAllowSubcommandsAsOptionParameters(true); // a folder may be called share
        commands.setExecutionStrategy(parsed -> {
            toolbox.typed(peer.typed());
            return new CommandLine.RunLast().execute(parsed);
        });
        commands.setParameterExceptionHandler(PeerCli::explain);
        commands.setExecutionExceptionHandler((failure, command, parsed) -> failed(failure, command));
        return commands;
    }

    private static int explain(ParameterException wrong, String[] arguments) {
        PrintWriter err = wrong.getCommandLine().getErr();
        err.println(NAME + ": " + wrong.getMessage());
        if (!UnmatchedArgumentException.printSuggestions(wrong, err)) {
            err.println("Options: "
                    + String.join(
                            ", ",
                            wrong.getCommandLine().getCommandSpec().optionsMap().keySet()));
        }
        err.println("Try '" + wrong.getCommandLine().getCommandSpec().qualifiedName(" ") + " --help'.");
        err.flush();
        return ExitCode.USAGE;
    }

    private static int failed(Exception failure, CommandLine command) {
        PrintWriter err = command.getErr();
        int exitCode = ExitCode.ERROR;
        if (failure instanceof CommandFailure expected) {
            err.println(NAME + ": " + expected.getMessage());
            exitCode = expected.exitCode();
        } else {
            err.println(NAME + ": this should not have happened; please report it:");
            failure.printStackTrace(err);
        }
        err.flush();
        return exitCode;
    }
}
