package io.rangeswarm.peer.cli;

import java.util.Locale;
import java.util.Optional;

/** Figures as people read them. Units are powers of 1024, as in options, in chunks and on the pages. */
final class Figures {

    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

    private Figures() {}

    /** Such as {@code 137.4 MiB}. */
    static String bytes(long count) {
        double value = count;
        int unit = 0;
        while (value >= 1024 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return unit == 0 ? count + " B" : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
    }

    /** Such as {@code 1:02:03} or {@code 0:07}; dashes while unknown. */
    static String duration(Optional<Long> seconds) {
        return seconds.map(Figures::duration).orElse("-:--");
    }

    private static String duration(long seconds) {
        long hours = seconds / 3600;
        return hours > 0
                ? String.format(Locale.ROOT, "%d:%02d:%02d", hours, seconds / 60 % 60, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60);
    }

    /** Such as {@code [####------]}, so many characters between the brackets. */
    static String bar(long part, long whole, int width) {
        int filled = whole == 0 ? width : (int) ((double) width * part / whole);
        return "[" + "#".repeat(filled) + "-".repeat(width - filled) + "]";
    }

    /** Such as {@code 45.2 %}; the whole of nothing is all of it. */
    static String percent(long part, long whole) {
        return String.format(Locale.ROOT, "%.1f %%", whole == 0 ? 100.0 : 100.0 * part / whole);
    }
}
