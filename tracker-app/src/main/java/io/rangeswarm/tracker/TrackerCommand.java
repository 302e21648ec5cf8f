package io.rangeswarm.tracker;

import io.rangeswarm.model.start.TypedName;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** What a user types to start the tracker. */
@Command(
        name = "tracker-app",
        mixinStandardHelpOptions = true,
        versionProvider = TrackerCommand.Version.class,
        sortOptions = false,
        description = "Know which peers share which files, and who holds which chunks.",
        footer = {
            "",
            "Every option of application.yml can be given too, such as --rangeswarm.tracker.lease=60s,",
            "or --logging.level.c2ms=debug for one line per call.",
            "",
            "Exit codes: 0 stopped, 1 could not start, 2 wrong usage."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class TrackerCommand implements Callable<Integer> {

    private static final String NAME = TypedName.or("tracker-app");

    static final int EXIT_FAILURE = 1;
    static final int EXIT_USAGE = 2;

    private static final int PORT_MAX = 65_535;

    /** Such as {@code --logging.level.c2ms=debug}: the dots tell them from this program's own options. */
    private static final String SPRING_OPTION = "--[A-Za-z][A-Za-z0-9-]*(\\.[A-Za-z0-9\\[\\]_-]+)+=.*";

    private final List<String> springOptions;
    private final ToIntFunction<List<String>> start;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "listen on this port; 0 takes any free one; default: 8080")
    private @Nullable Integer port;

    @Option(names = "--data", paramLabel = "DIR", description = "folder of the database; default: ./tracker-data")
    private @Nullable Path data;

    @Option(
            names = "--database-url",
            paramLabel = "URL",
            description = "a PostgreSQL database that several trackers may share, such as postgresql://host:5432/name,"
                    + " in the place of --data")
    private @Nullable String databaseUrl;

    @Option(
            names = "--database-user",
            paramLabel = "NAME",
            description = "its user; default: the one of the URL, or of the operating system")
    private @Nullable String databaseUser;

    @Option(
            names = "--database-password-file",
            paramLabel = "FILE",
            description = "whose first line is its password; or set RANGESWARM_TRACKER_DATABASE_PASSWORD, or have"
                    + " a ~/.pgpass")
    private @Nullable Path databasePasswordFile;

    @Option(
            names = "--access-token-file",
            paramLabel = "FILE",
            description = "whose first line is the token that every call then needs; without one the tracker is open")
    private @Nullable Path accessTokenFile;

    @Option(
            names = "--access-token",
            paramLabel = "TOKEN",
            description =
                    "that token itself, which every user of this machine can then read in the list of processes; or set"
                            + " RANGESWARM_ACCESS_TOKEN")
    private @Nullable String accessToken;

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description = "PEM file of the certificate by which the tracker answers; then by https alone")
    private @Nullable Path tlsCert;

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            description = "PEM file of its private key (PKCS #8, unencrypted)")
    private @Nullable Path tlsKey;

    @Option(
            names = "--tls-ca",
            paramLabel = "FILE",
            description = "PEM file of the authority whose certificates callers show, and peers answer by")
    private @Nullable Path tlsCa;

    @Option(
            names = "--tls-client-auth",
            paramLabel = "HOW",
            description = "whether callers have to show a certificate of --tls-ca: none, want or need; default: none")
    private @Nullable String tlsClientAuth;

    private TrackerCommand(List<String> springOptions, ToIntFunction<List<String>> start) {
        this.springOptions = springOptions;
        this.start = start;
    }

    /**
     * Understands the arguments and runs what they say.
     *
     * @param start starts the tracker with Spring's arguments and gives an exit code
     * @return the exit code
     */
    static int run(String[] arguments, ToIntFunction<List<String>> start) {
        List<String> springOptions = Arrays.stream(arguments)
                .filter(argument -> argument.matches(SPRING_OPTION))
                .toList();
        String[] own = Arrays.stream(arguments)
                .filter(argument -> !springOptions.contains(argument))
                .toArray(String[]::new);
        return commandLine(springOptions, start)
                .setParameterExceptionHandler(TrackerCommand::explain)
                .execute(own);
    }

    /** The command, for whoever runs it or writes its manual. */
    public static CommandLine commandLine(List<String> springOptions, ToIntFunction<List<String>> start) {
        return new CommandLine(new TrackerCommand(springOptions, start)).setCommandName(NAME);
    }

    @Override
    public Integer call() {
        requireNoPassword();
        List<String> options = new ArrayList<>(springOptions);
        if (port != null) {
            if (port < 0 || port > PORT_MAX) {
                throw new ParameterException(
                        spec.commandLine(), "--port must be 0 (any) to " + PORT_MAX + ", not " + port);
            }
            options.add("--server.port=" + port);
        }
        add(options, "tracker.data", data);
        add(options, "tracker.database.url", databaseUrl);
        add(options, "tracker.database.user", databaseUser);
        add(options, "tracker.database.password-file", databasePasswordFile);
        add(options, "access.token", accessToken);
        add(options, "access.token-file", accessTokenFile);
        add(options, "tls.cert", tlsCert);
        add(options, "tls.key", tlsKey);
        add(options, "tls.ca", tlsCa);
        add(options, "tls.client-auth", tlsClientAuth);
        return start.applyAsInt(options);
    }

    private static void add(List<String> options, String name, @Nullable Object value) {
        if (value != null) {
            options.add("--rangeswarm." + name + "=" + value);
        }
    }

    /** What is typed can be read by every user of the machine, in the list of processes. */
    private void requireNoPassword() {
        if (springOptions.stream().anyMatch(option -> option.matches("--.*\\.password=.*"))) {
            throw new ParameterException(
                    spec.commandLine(),
                    "a password on the command line can be read by everybody on this machine;"
                            + " use --database-password-file=FILE");
        }
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
        err.println("Try '" + NAME + " --help'.");
        err.flush();
        return EXIT_USAGE;
    }

    /** The version that the build wrote into the jar. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() throws IOException {
            Properties build = new Properties();
            try (InputStream info = TrackerCommand.class.getResourceAsStream("/META-INF/build-info.properties")) {
                if (info != null) {
                    build.load(info);
                }
            }
            return new String[] {
                "rangeswarm tracker " + build.getProperty("build.version", "(not built by Maven)") + ", Java "
                        + Runtime.version()
            };
        }
    }
}
