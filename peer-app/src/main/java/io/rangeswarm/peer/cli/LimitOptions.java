package io.rangeswarm.peer.cli;

import io.rangeswarm.peer.core.limit.Bandwidth;
import io.rangeswarm.peer.core.limit.LimitExemption;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that limit a peer's transfers. */
final class LimitOptions {

    private static final String UPLOAD = "--upload-limit";
    static final String DOWNLOAD = "--download-limit";

    @Option(
            names = UPLOAD,
            paramLabel = "RATE",
            description = "bytes per second of all uploads: 8MB, 500KB, 1.5GB (1 KB = 1024 bytes), or none")
    private @Nullable String upload;

    @Option(names = DOWNLOAD, paramLabel = "RATE", description = "bytes per second of all downloads, likewise")
    private @Nullable String download;

    @Option(
            names = "--limits-exempt",
            paramLabel = "WHO",
            description = "who is not limited: none, loopback, or private (private networks and loopback)")
    private @Nullable String exempt;

    /** @throws CommandFailure when what was typed is no rate; likewise below */
    Optional<Bandwidth> upload() {
        return rate(UPLOAD, upload);
    }

    Optional<Bandwidth> download() {
        return rate(DOWNLOAD, download);
    }

    Optional<LimitExemption> exempt() {
        return read("--limits-exempt", exempt, LimitExemption::parse);
    }

    /** Reads the rate that was typed for an option, if one was. */
    static Optional<Bandwidth> rate(String option, @Nullable String typed) {
        return read(option, typed, Bandwidth::parse);
    }

    private static <T> Optional<T> read(String option, @Nullable String typed, Function<String, T> parser) {
        try {
            return Optional.ofNullable(typed).map(parser);
        } catch (IllegalArgumentException wrong) {
            throw new CommandFailure(ExitCode.USAGE, option + ": " + wrong.getMessage());
        }
    }
}
