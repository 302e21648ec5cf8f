package io.rangeswarm.peer.cli;

import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.api.PeerStatus;
import io.rangeswarm.model.api.ShareView;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import io.rangeswarm.peer.core.swarm.Reply;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code share PATH…}: files join a running peer's share folder. The command puts them there itself, with the rights of
 * whoever typed it: a peer that read any path it is told of would read for others what they may not.
 */
@Command(
        name = "share",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Share files with a peer that runs on this machine, and print the links to pass on.",
        footer = {
            "",
            "A file outside the share folder gets a second name in it (a hard link), which takes no room; what is written into",
            "the file later changes both. Where there can be no link, as on another file system, --copy makes a copy.",
            "Exit codes: 0 ok, 1 error, 2 usage, 3 no such file, 5 not hashed in time."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ShareCommand implements Callable<Integer> {

    private static final Duration LOOK_EVERY = Duration.ofMillis(300);
    private static final Duration RESCAN_EVERY = Duration.ofSeconds(10);

    private final Toolbox toolbox;

    @Spec
    private CommandSpec spec;

    @Mixin
    private PeerOption peer;

    @Parameters(arity = "1..*", paramLabel = "PATH", description = "the files")
    private List<Path> paths;

    @Option(names = "--copy", description = "copy what cannot be linked")
    private boolean copy;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "600",
            description = "how long to wait for the peer to have hashed them; default: ${DEFAULT-VALUE}")
    private int timeoutSeconds;

    @Mixin
    private JsonOption json;

    @Option(names = "--quiet", description = "only the links")
    private boolean quiet;

    ShareCommand(Toolbox toolbox) {
        this.toolbox = toolbox;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (timeoutSeconds < 0) {
            throw new CommandFailure(ExitCode.USAGE, "--timeout must be 0 or more seconds, not " + timeoutSeconds);
        }
        PeerEndpoint endpoint = peer.endpoint();
        PeerStatus status = answer(toolbox.statusOf(endpoint));
        ShareEntrance entrance = new ShareEntrance(Path.of(status.folder()), copy);
        List<FileName> names = new ArrayList<>();
        for (Path path : paths) {
            names.add(enter(entrance, path));
        }
        answer(toolbox.rescan(endpoint));
        PrintWriter out = spec.commandLine().getOut();
        for (FileName name : names) {
            ShareView share = await(endpoint, name);
            print(out, status, name, share);
        }
        return ExitCode.OK;
    }

    private static FileName enter(ShareEntrance entrance, Path path) {
        try {
            return entrance.enter(path);
        } catch (IOException failed) {
            throw new CommandFailure(ExitCode.ERROR, "cannot share " + path + ": " + failed.getMessage());
        }
    }

    private ShareView await(PeerEndpoint endpoint, FileName name) throws InterruptedException {
        Duration waited = Duration.ZERO;
        while (true) {
            Optional<ShareView> share = answer(toolbox.shareNamed(endpoint, name.value()));
            if (share.isPresent()) {
                return share.get();
            }
            if (waited.toSeconds() >= timeoutSeconds) {
                throw new CommandFailure(
                        ExitCode.NO_SOURCE_IN_TIME,
                        "the peer has not hashed " + name + " within " + timeoutSeconds + " s; it goes on");
            }
            toolbox.pause(LOOK_EVERY);
            waited = waited.plus(LOOK_EVERY);
            if (waited.toMillis() % RESCAN_EVERY.toMillis() < LOOK_EVERY.toMillis()) {
                answer(toolbox.rescan(endpoint)); // the first wish may have come while a scan had passed the file by
            }
        }
    }

    private void print(PrintWriter out, PeerStatus status, FileName name, ShareView share) {
        String link = link(status, name, share);
        if (json.isWanted()) {
            out.println(toolbox.json(new Shared(share.fileId(), name.value(), share.length(), share.sha256(), link)));
        } else if (quiet) {
            out.println(link);
        } else {
            out.println(name + " (" + Figures.bytes(share.length()) + ") is shared:");
            out.println("  " + link);
        }
        out.flush();
    }

    private static String link(PeerStatus status, FileName name, ShareView share) {
        return status.tracker() + ApiPaths.content(FileId.parse(share.fileId()), name);
    }

    /** A line of {@code --json}. */
    record Shared(String fileId, String name, long length, String sha256, String link) {}

    private static <T> T answer(Reply<T> reply) {
        return reply.answer().orElseThrow(() -> new CommandFailure(ExitCode.ERROR, "the peer " + reply.why()));
    }
}
