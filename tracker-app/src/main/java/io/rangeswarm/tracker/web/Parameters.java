package io.rangeswarm.tracker.web;

import io.rangeswarm.model.content.FileId;
import io.rangeswarm.tracker.core.catalog.PageSlice;
import io.rangeswarm.tracker.core.swarm.PeerId;
import org.jspecify.annotations.Nullable;

/** Parameters of paths and queries, as values of the domain. */
final class Parameters {

    private static final int PAGE_SIZE_DEFAULT = 50;

    private Parameters() {}

    static PeerId peerId(String text) {
        return InvalidRequest.reading("peerId", () -> PeerId.parse(text));
    }

    static FileId fileId(String text) {
        return InvalidRequest.reading("fileId", () -> FileId.parse(text));
    }

    static PageSlice slice(@Nullable String page, @Nullable String size) {
        return new PageSlice(
                number("page", page, 0, 0, Integer.MAX_VALUE),
                number("size", size, PAGE_SIZE_DEFAULT, 1, PageSlice.SIZE_MAX));
    }

    /** A whole number from {@code min} to {@code max}. @throws InvalidRequest for anything else */
    static int number(String name, @Nullable String text, int ifMissing, int min, int max) {
        if (text == null) {
            return ifMissing;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException tooBigOrNone) {
            // said below
        }
        throw new InvalidRequest(name, name + ": must be a whole number from " + min + " to " + max);
    }

    /** The parameter, unless it is missing or empty. */
    static @Nullable String text(String name, @Nullable String text, int lengthMax) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        if (text.length() > lengthMax) {
            throw new InvalidRequest(name, name + ": must not be longer than " + lengthMax + " characters");
        }
        return text;
    }
}
