package io.rangeswarm.peer.cli;

import io.rangeswarm.model.access.AccessOptions;
import io.rangeswarm.model.access.TlsOptions;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The long-running peer, which is what starts when no command is named. */
@Command(
        name = "peer-app",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = "Share a folder with the swarm, and fetch files from it.",
        footer = {
            "",
            "Every option of application.yml can be given too, as --rangeswarm.peer.upload-slots=20 or",
            "--logging.level.p2s=debug.",
            "",
            "Examples:",
            "  ${sys:rangeswarm.command:-java -jar peer-app.jar} --share=./sharedFolder",
            "  ${sys:rangeswarm.command:-java -jar peer-app.jar} --share=./b --fetch=NAME --tracker=http://tracker:8080",
            "  ${sys:rangeswarm.command:-java -jar peer-app.jar} get NAME --to=/tmp"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class PeerCommand implements Callable<Integer> {

    private static final String PREFIX = "rangeswarm.peer.";
    private static final int PORT_MAX = 65_535;

    private final PeerLauncher launcher;
    private final Map<String, String> springOptions;

    @Option(
            names = "--share",
            paramLabel = "DIR",
            description = "the folder to share and to download into; default: ./sharedFolder")
    private @Nullable Path share;

    @Option(
            names = "--tracker",
            paramLabel = "URL",
            description = "the tracker, or several with commas between them, of which one that works is used;"
                    + " default: http://localhost:8080")
    private @Nullable String tracker;

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "serve on this port; default: 9090 or the next that is free")
    private @Nullable Integer port;

    @Option(
            names = "--endpoint",
            paramLabel = "URL",
            description = "where others reach this peer, if not at the address the tracker sees: http://host:port")
    private @Nullable String endpoint;

    @Option(names = "--name", paramLabel = "TEXT", description = "what to call this peer, for people")
    private @Nullable String name;

    @Option(
            names = "--zone",
            paramLabel = "TEXT",
            description = "where it is, such as rack-12: peers of one zone are near")
    private @Nullable String zone;

    @Option(
            names = "--fetch",
            paramLabel = "FILE",
            description = "download this file (id, SHA-256 or name) into the folder; may be given again")
    private @Nullable List<String> fetch;

    @Option(names = "--mirror", description = "download everything that the tracker lists, now and later")
    private boolean mirror;

    @Mixin
    private LimitOptions limits;

    @Option(
            names = "--access-token-file",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "whose first line is the token that this swarm's trackers and peers need")
    private @Nullable Path accessTokenFile;

    @Option(
            names = "--access-token",
            paramLabel = "TOKEN",
            scope = ScopeType.INHERIT,
            description =
                    "that token itself, which every user of this machine can then read in the list of processes; or"
                            + " set RANGESWARM_ACCESS_TOKEN")
    private @Nullable String accessToken;

    @Option(
            names = "--tls-ca",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "PEM file of the authorities that are believed, in the place of those that Java brings")
    private @Nullable String tlsCa;

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description =
                    "PEM file of the certificate by which a peer answers, and that is shown to whoever asks for one")
    private @Nullable String tlsCert;

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "PEM file of its private key (PKCS #8, unencrypted)")
    private @Nullable String tlsKey;

    @Option(
            names = "--tls-client-auth",
            paramLabel = "HOW",
            description = "whether callers have to show a certificate of --tls-ca: none, want or need; default: none")
    private @Nullable String tlsClientAuth;

    PeerCommand(PeerLauncher launcher, Map<String, String> springOptions) {
        this.launcher = launcher;
        this.springOptions = springOptions;
    }

    /** What counts for all commands. */
    Toolbox.Typed typed() {
        return new Toolbox.Typed(
                Optional.ofNullable(accessToken),
                Optional.ofNullable(accessTokenFile),
                Optional.ofNullable(tlsCert),
                Optional.ofNullable(tlsKey),
                Optional.ofNullable(tlsCa));
    }

    @Override
    public Integer call() {
        Map<String, String> options = new LinkedHashMap<>(springOptions);
        put(options, PREFIX + "share", share);
        put(options, PREFIX + "tracker", tracker == null ? null : commas(TrackerOption.endpoints(tracker)));
        put(options, PREFIX + "endpoint", endpoint == null ? null : TrackerOption.endpoint(endpoint, 9090));
        put(options, PREFIX + "name", name);
        put(options, PREFIX + "zone", zone);
        put(options, PREFIX + "upload-limit", limits.upload().orElse(null));
        put(options, PREFIX + "download-limit", limits.download().orElse(null));
        put(options, PREFIX + "limits-exempt", limits.exempt().orElse(null));
        put(options, AccessOptions.PREFIX + ".token", accessToken);
        put(options, AccessOptions.PREFIX + ".token-file", accessTokenFile);
        put(options, TlsOptions.PREFIX + ".cert", tlsCert);
        put(options, TlsOptions.PREFIX + ".key", tlsKey);
        put(options, TlsOptions.PREFIX + ".ca", tlsCa);
        put(options, TlsOptions.PREFIX + ".client-auth", tlsClientAuth);
        if (mirror) {
            options.put(PREFIX + "mirror", "true");
        }
        for (int i = 0; fetch != null && i < fetch.size(); i++) {
            options.put(PREFIX + "fetch[" + i + "]", fetch.get(i));
        }
        if (port != null && (port < 0 || port > PORT_MAX)) {
            throw new CommandFailure(ExitCode.USAGE, "--port must be 0 (any) to 65535, not " + port);
        }
        put(options, "server.port", port);
        return launcher.launch(options, options.containsKey("server.port"));
    }

    private static String commas(List<PeerEndpoint> endpoints) {
        return endpoints.stream().map(PeerEndpoint::url).collect(Collectors.joining(","));
    }

    private static void put(Map<String, String> options, String key, @Nullable Object value) {
        if (value != null) {
            options.put(key, value.toString());
        }
    }

    /**
     * Checks a share folder and makes it where it is to be filled.
     *
     * @param toBeFilled whether files will be downloaded into it, so that it need not exist yet
     * @throws CommandFailure when it cannot be shared
     */
    public static void requireShareFolder(Path folder, boolean toBeFilled) {
        if (!Files.exists(folder) && !toBeFilled) {
            throw new CommandFailure(
                    ExitCode.ERROR,
                    "the share folder " + folder + " does not exist; make it (mkdir " + folder
                            + ") or name another one with --share");
        }
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new CommandFailure(
                    ExitCode.ERROR, folder + " is a file; --share names a folder, for example the one it lies in");
        }
        if (Files.exists(folder) && (!Files.isReadable(folder) || !Files.isExecutable(folder))) {
            throw new CommandFailure(ExitCode.ERROR, "the share folder " + folder + " cannot be read by this user");
        }
    }
}
