package io.rangeswarm.peer.web.problem;

import io.rangeswarm.model.api.ProblemType;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A controller's way to answer with a problem; made into one by {@link ProblemAdvice}. */
public final class ProblemException extends RuntimeException {

    private final ProblemType type;
    private final @Nullable String field;

    /** @param detail for people: what is wrong, with the value and the limit */
    public ProblemException(ProblemType type, String detail) {
        this(type, detail, null);
    }

    /** @param field the request's field that broke a rule */
    public ProblemException(ProblemType type, String detail, @Nullable String field) {
        super(detail, null, false, false); // an answer, not an accident: no stack trace
        this.type = type;
        this.field = field;
    }

    public ProblemType type() {
        return type;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }

    public Optional<String> field() {
        return Optional.ofNullable(field);
    }
}
