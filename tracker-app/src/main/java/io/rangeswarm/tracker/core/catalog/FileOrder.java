package io.rangeswarm.tracker.core.catalog;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** By what the file list is sorted, and which way; ties are always broken by id, so that pages do not overlap. */
public record FileOrder(Key key, Direction direction) {

    /** What a list can be sorted by. */
    public enum Key {
        /** The name under which the file first came to the tracker. */
        NAME,
        LENGTH,
        SEEDS,
        LEECHES,
        /** Approximated by the count of seeds, which never exceeds it: exact counts need every peer's bitfield. */
        AVAILABILITY
    }

    /** Which way. */
    public enum Direction {
        ASCENDING,
        DESCENDING
    }

    /** By name, A first. */
    public static final FileOrder BY_NAME = new FileOrder(Key.NAME, Direction.ASCENDING);

    /**
     * Reads a key in lower case, with {@code -} before it for descending: {@code -seeds}.
     *
     * @throws IllegalArgumentException that lists the keys there are
     */
    public static FileOrder parse(String text) {
        Direction direction = text.startsWith("-") ? Direction.DESCENDING : Direction.ASCENDING;
        String name = direction == Direction.DESCENDING ? text.substring(1) : text;
        return Arrays.stream(Key.values())
                .filter(key -> lowerCase(key).equals(name))
                .findFirst()
                .map(key -> new FileOrder(key, direction))
                .orElseThrow(() -> new IllegalArgumentException("files are sorted by one of " + keys()
                        + ", with '-' before it for descending, not by '" + text + "'"));
    }

    private static String keys() {
        return Arrays.stream(Key.values()).map(FileOrder::lowerCase).collect(Collectors.joining(", "));
    }

    private static String lowerCase(Key key) {
        return key.name().toLowerCase(Locale.ROOT);
    }
}
