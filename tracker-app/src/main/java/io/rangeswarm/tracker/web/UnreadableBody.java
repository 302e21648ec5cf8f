package io.rangeswarm.tracker.web;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.databind.exc.MismatchedInputException;

/** Says what is wrong with a body that the JSON parser refused, in words of JSON rather than of Java. */
record UnreadableBody(@Nullable String field, String detail) {

    private static final int MESSAGE_LENGTH_MAX = 200;

    static UnreadableBody of(@Nullable Throwable cause) {
        for (Throwable at = cause; at != null; at = at.getCause()) {
            if (at instanceof JacksonException json) {
                return of(json);
            }
        }
        return new UnreadableBody(null, "the body cannot be read; send a JSON object");
    }

    private static UnreadableBody of(JacksonException json) {
        String field = path(json.getPath());
        if (json instanceof MismatchedInputException mismatch && field != null) {
            return new UnreadableBody(field, field + ": must be " + expected(mismatch.getTargetType()));
        }
        if (json instanceof InputCoercionException outOfRange && field != null) {
            return new UnreadableBody(field, field + ": must be " + expected(outOfRange.getTargetType()));
        }
        if (json instanceof MismatchedInputException) {
            return new UnreadableBody(null, "the body must be one JSON object and nothing after it");
        }
        String where = json.getLocation() == null
                ? ""
                : " (line " + json.getLocation().getLineNr() + ", column "
                        + json.getLocation().getColumnNr() + ")";
        return new UnreadableBody(field, "the body is not JSON that is taken here: " + message(json) + where);
    }

    /** As people write it: {@code files[2].length}. */
    private static @Nullable String path(List<JacksonException.Reference> path) {
        String joined = path.stream()
                .map(step ->
                        step.getPropertyName() == null ? "[" + step.getIndex() + "]" : "." + step.getPropertyName())
                .collect(Collectors.joining());
        return joined.isEmpty() ? null : joined.startsWith(".") ? joined.substring(1) : joined;
    }

    private static String expected(@Nullable Class<?> type) {
        if (type == Long.class || type == Integer.class || type == long.class || type == int.class) {
            return "a whole number" + (type == Integer.class || type == int.class ? " below 2^31" : " below 2^63");
        }
        if (type == String.class) {
            return "a string";
        }
        return type != null && Collection.class.isAssignableFrom(type) ? "a list" : "an object";
    }

    /** The parser's first sentence, without its pointers into Java. */
    private static String message(JacksonException json) {
        String message =
                String.valueOf(json.getOriginalMessage()).lines().findFirst().orElse("");
        String cut = message.replaceAll(" \\(start marker at.*|, from `[^`]*`", "");
        return cut.length() <= MESSAGE_LENGTH_MAX ? cut : cut.substring(0, MESSAGE_LENGTH_MAX) + "…";
    }
}
