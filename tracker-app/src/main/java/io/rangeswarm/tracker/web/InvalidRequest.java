package io.rangeswarm.tracker.web;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A request that breaks a rule: which field, and which rule. Becomes a 400 problem. */
final class InvalidRequest extends RuntimeException {

    private final @Nullable String field;

    InvalidRequest(@Nullable String field, String detail) {
        super(detail);
        this.field = field;
    }

    /** The field or parameter, such as {@code files[2].length}; null when the whole body is meant. */
    @Nullable
    String field() {
        return field;
    }

    String detail() {
        return String.valueOf(getMessage());
    }

    /** What {@code read} gives; its complaint becomes one about {@code field}. */
    static <T> T reading(String field, Supplier<T> read) {
        try {
            return read.get();
        } catch (IllegalArgumentException broken) {
            throw new InvalidRequest(field, field + ": " + broken.getMessage());
        }
    }

    /** The value. @throws InvalidRequest when it is missing */
    static <T> T required(String field, @Nullable T value) {
        if (value == null) {
            throw new InvalidRequest(field, field + ": is required");
        }
        return value;
    }

    /** The request's body. @throws InvalidRequest when there is none */
    static <T> T body(@Nullable T body) {
        if (body == null) {
            throw new InvalidRequest(null, "the call needs a body: a JSON object");
        }
        return body;
    }
}
