package io.rangeswarm.peer.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine;

/** Some lines that change, shown in one way for each kind of reader. */
abstract class Picture {

    /** Drawn over itself on a terminal, anew now and then elsewhere, all of it for scripts, or not at all. */
    static Picture choose(CommandLine command, boolean json, boolean quiet) {
        if (quiet) {
            return new Every(command.getOut(), Duration.ofDays(1), false);
        }
        if (json) {
            return new Every(command.getOut(), Duration.ZERO, true);
        }
        return Terminal.isInteractive()
                ? new Redrawn(command.getOut())
                : new Every(command.getOut(), Duration.ofSeconds(10), true);
    }

    /** @param last whether there will be no other */
    abstract void show(List<String> lines, boolean last);

    private static final class Every extends Picture {
        private final PrintWriter out;
        private final Duration every;
        private final boolean visible;
        private long shownAt;
        private boolean shown;

        Every(PrintWriter out, Duration every, boolean visible) {
            this.out = out;
            this.every = every;
            this.visible = visible;
        }

        @Override
        void show(List<String> lines, boolean last) {
            long now = System.nanoTime();
            if (visible && (!shown || last || now - shownAt >= every.toNanos())) {
                shown = true;
                shownAt = now;
                lines.forEach(out::println);
                out.flush();
            }
        }
    }

    private static final class Redrawn extends Picture {
        private final PrintWriter out;
        private final int columns = Terminal.columns();
        private int height;

        Redrawn(PrintWriter out) {
            this.out = out;
        }

        @Override
        void show(List<String> lines, boolean last) {
            if (height > 0) {
                out.print("\u001b[" + height + "A"); // up, to where the last picture began
            }
            out.print("\u001b[J");
            for (String line : lines) {
                // A longer one would be wrapped by the terminal, and the height be another.
                out.println(line.length() < columns ? line : line.substring(0, columns - 1));
            }
            height = lines.size();
            out.flush();
        }
    }
}
