package io.rangeswarm.peer.cli;

import io.rangeswarm.peer.core.download.DownloadProgress;
import io.rangeswarm.peer.core.download.DownloadState;
import io.rangeswarm.peer.core.download.DownloadViews;
import io.rangeswarm.peer.core.download.SourceReport;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine;

/** Shows a download's progress, one way for each kind of reader. */
abstract class ProgressDisplay {

    private final Duration every;
    private long shownAt = Long.MIN_VALUE;

    private ProgressDisplay(Duration every) {
        this.every = every;
    }

    /** A bar on a terminal, a line now and then elsewhere, JSON for scripts, or nothing. */
    static ProgressDisplay choose(CommandLine command, Toolbox toolbox, boolean json, boolean quiet) {
        if (json) {
            return new JsonLines(command.getOut(), toolbox);
        }
        if (quiet) {
            return new Silence();
        }
        return Terminal.isInteractive() ? new Bar(command.getErr()) : new Lines(command.getErr());
    }

    /** Shows the state, unless it has just been shown. */
    final void show(DownloadProgress progress) {
        long now = System.nanoTime();
        if (shownAt == Long.MIN_VALUE || now - shownAt >= every.toNanos()) {
            shownAt = now;
            draw(progress);
        }
    }

    abstract void draw(DownloadProgress progress);

    /** Shows the last state. */
    abstract void end(DownloadProgress progress);

    static String describe(DownloadProgress progress) {
        long sources =
                progress.sources().stream().filter(source -> isInUse(source)).count();
        return String.format(
                Locale.ROOT,
                "%7s  %s/%s  %s/s  ETA %s  %d source%s",
                Figures.percent(progress.heldBytes(), progress.length()),
                Figures.bytes(progress.heldBytes()),
                Figures.bytes(progress.length()),
                Figures.bytes(progress.bytesPerSecond()),
                Figures.duration(progress.secondsLeft()),
                sources,
                sources == 1 ? "" : "s");
    }

    private static boolean isInUse(SourceReport source) {
        return source.requestsInFlight() > 0 || source.bytes() > 0;
    }

    static String summary(DownloadProgress progress) {
        return progress.state() == DownloadState.COMPLETE
                ? Figures.bytes(progress.length()) + " complete and verified (" + Figures.bytes(progress.fetchedBytes())
                        + " fetched)"
                : describe(progress);
    }

    private static final class Silence extends ProgressDisplay {
        Silence() {
            super(Duration.ofDays(1));
        }

        @Override
        void draw(DownloadProgress progress) {}

        @Override
        void end(DownloadProgress progress) {}
    }

    /** For logs and pipes. */
    private static final class Lines extends ProgressDisplay {
        private final PrintWriter err;

        Lines(PrintWriter err) {
            super(Duration.ofSeconds(10));
            this.err = err;
        }

        @Override
        void draw(DownloadProgress progress) {
            String figures = progress.length() > 0
                    ? describe(progress)
                    : progress.state().name().toLowerCase(Locale.ROOT);
            err.println(figures
                    + progress.waitingFor().map(lack -> "  (" + lack + ")").orElse(""));
            err.flush();
        }

        @Override
        void end(DownloadProgress progress) {
            err.println(summary(progress));
            err.flush();
        }
    }

    private static final class JsonLines extends ProgressDisplay {
        private final PrintWriter out;
        private final Toolbox toolbox;

        JsonLines(PrintWriter out, Toolbox toolbox) {
            super(Duration.ofSeconds(1));
            this.out = out;
            this.toolbox = toolbox;
        }

        @Override
        void draw(DownloadProgress progress) {
            out.println(toolbox.json(DownloadViews.of(progress)));
            out.flush();
        }

        @Override
        void end(DownloadProgress progress) {
            draw(progress);
        }
    }

    /** One line that is drawn over itself. */
    private static final class Bar extends ProgressDisplay {
        private final PrintWriter err;
        private final int columns = Terminal.columns();

        Bar(PrintWriter err) {
            super(Duration.ofMillis(200));
            this.err = err;
        }

        @Override
        void draw(DownloadProgress progress) {
            String text = progress.state() == DownloadState.FETCHING
                            && progress.waitingFor().isEmpty()
                    ? describe(progress)
                    : progress.state().name().toLowerCase(Locale.ROOT)
                            + progress.waitingFor().map(lack -> ": " + lack).orElse("");
            int room = columns - text.length() - 4;
            String line = room >= 10 ? bar(progress, room) + " " + text : text;
            err.print("\r" + (line.length() < columns ? line : line.substring(0, columns - 1)) + "\u001b[K");
            err.flush();
        }

        private static String bar(DownloadProgress progress, int width) {
            int filled = progress.length() == 0 ? 0 : (int) ((double) width * progress.heldBytes() / progress.length());
            return "[" + "#".repeat(filled) + "-".repeat(width - filled) + "]";
        }

        @Override
        void end(DownloadProgress progress) {
            err.print("\r" + summary(progress) + "\u001b[K\n");
            err.flush();
        }
    }
}
