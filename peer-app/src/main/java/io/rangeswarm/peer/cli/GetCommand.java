package io.rangeswarm.peer.cli;

import io.rangeswarm.peer.core.download.Download;
import io.rangeswarm.peer.core.download.DownloadFailure;
import io.rangeswarm.peer.core.download.DownloadProgress;
import io.rangeswarm.peer.core.download.DownloadState;
import io.rangeswarm.peer.core.download.Downloads;
import io.rangeswarm.peer.core.download.FileFinder.Finding;
import io.rangeswarm.peer.core.limit.Bandwidth;
import io.rangeswarm.peer.core.swarm.Tracker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code get FILE}: one file, then the end. It fetches only; who wants to give back runs a peer with --fetch. */
@Command(
        name = "get",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Download one file and exit. Run it again to resume.",
        footer = {
            "",
            "Progress goes to stderr; the last line on stdout is the file's path.",
            "Exit codes: 0 ok, 1 error, 2 usage, 3 not found, 4 tracker unreachable, 5 no source in time,",
            "6 hash mismatch, 9 disk full, 130 interrupted (resumable)."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class GetCommand implements Callable<Integer> {

    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    private final Toolbox toolbox;

    @Spec
    private CommandSpec spec;

    @Mixin
    private TrackerOption tracker;

    @Parameters(paramLabel = "FILE", description = "the file's id, SHA-256 or name")
    private String file;

    @Option(names = "--to", paramLabel = "DIR", defaultValue = ".", description = "where to put it; default: here")
    private Path folder;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "give up when nothing has come for so long; 0: never; default: ${DEFAULT-VALUE}")
    private int timeoutSeconds;

    @Option(
            names = LimitOptions.DOWNLOAD,
            paramLabel = "RATE",
            description = "bytes per second: 8MB, 500KB, 1.5GB (1 KB = 1024 bytes), or none")
    private @Nullable String downloadLimit;

    @Option(names = "--json", description = "progress and result as lines of JSON on stdout")
    private boolean json;

    @Option(names = "--quiet", description = "no progress")
    private boolean quiet;

    GetCommand(Toolbox toolbox) {
        this.toolbox = toolbox;
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        if (timeoutSeconds < 0) {
            throw new CommandFailure(ExitCode.USAGE, "--timeout must be 0 or more seconds, not " + timeoutSeconds);
        }
        Optional<Bandwidth> limit = LimitOptions.rate(LimitOptions.DOWNLOAD, downloadLimit);
        Tracker from = tracker.connect(toolbox);
        Finding.Found found = Found.orFail(from, file);
        Downloads downloads = open(from, limit);
        Download download = downloads.start(found.fileId(), Optional.of(found.name()));
        Thread onSignal = new Thread(() -> interrupted(downloads, download), "interrupted");
        Runtime.getRuntime().addShutdownHook(onSignal);
        try {
            return await(downloads, download);
        } finally {
            downloads.shutDown();
            toolbox.close();
            removeHook(onSignal);
        }
    }

    private Downloads open(Tracker from, Optional<Bandwidth> limit) {
        try {
            return toolbox.downloadsInto(folder, from, limit);
        } catch (IOException unusable) {
            throw new CommandFailure(
                    ExitCode.ERROR, "cannot write to the folder " + folder + ": " + unusable.getMessage());
        }
    }

    private int await(Downloads downloads, Download download) throws InterruptedException, IOException {
        ProgressDisplay display = ProgressDisplay.choose(spec.commandLine(), toolbox, json, quiet);
        NothingComes nothingComes = new NothingComes(Duration.ofSeconds(timeoutSeconds));
        DownloadProgress progress = download.progress();
        while (!progress.state().isFinal()) {
            display.show(progress);
            if (nothingComes.forTooLong(progress, toolbox.receivedBytes())) {
                display.end(progress);
                throw new CommandFailure(
                        ExitCode.NO_SOURCE_IN_TIME,
                        "nothing came for " + timeoutSeconds + " s: "
                                + progress.waitingFor().orElse("the sources do not send")
                                + "; run the same command again to resume");
            }
            if (progress.state() == DownloadState.PAUSED) {
                downloads.resume(download); // a peer's user paused it in this folder once
            }
            download.awaitEnd(LOOK_EVERY);
            progress = download.progress();
        }
        display.end(progress);
        return finish(progress);
    }

    private int finish(DownloadProgress progress) {
        if (progress.state() == DownloadState.COMPLETE) {
            if (!json) {
                spec.commandLine().getOut().println(progress.path().orElseThrow());
                spec.commandLine().getOut().flush();
            }
            return ExitCode.OK;
        }
        DownloadFailure failure =
                progress.failure().orElseThrow(() -> new CommandFailure(ExitCode.ERROR, "the download was stopped"));
        throw new CommandFailure(exitCode(failure.kind()), failure.detail());
    }

    private static int exitCode(DownloadFailure.Kind kind) {
        return switch (kind) {
            case HASH_MISMATCH -> ExitCode.HASH_MISMATCH;
            case DISK_FULL -> ExitCode.DISK_FULL;
            case DISK_ERROR -> ExitCode.ERROR;
        };
    }

    /** Runs when the JVM is told to end (Ctrl-C): what has come is kept for the next run. */
    private void interrupted(Downloads downloads, Download download) {
        if (download.progress().state().isFinal()) {
            return;
        }
        try {
            downloads.shutDown();
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
        spec.commandLine().getErr().println("\ninterrupted; run the same command again to resume");
        spec.commandLine().getErr().flush();
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyEnding) {
            // The hook is running; it has nothing left to do.
        }
    }

    /**
     * Notices that no bytes have come for a while. Those of unfinished chunks count too: at a low limit, or on a slow
     * line, a chunk may take longer than the patience.
     */
    private static final class NothingComes {
        private final Duration patience;
        private long lastHeld = -1;
        private long lastReceived;
        private long since = System.nanoTime();

        NothingComes(Duration patience) {
            this.patience = patience;
        }

        boolean forTooLong(DownloadProgress progress, long received) {
            long now = System.nanoTime();
            if (progress.heldBytes() != lastHeld
                    || received != lastReceived
                    || progress.state() == DownloadState.CHECKING) {
                lastHeld = progress.heldBytes();
                lastReceived = received;
                since = now;
            }
            return !patience.isZero() && now - since > patience.toNanos();
        }
    }
}
