package io.rangeswarm.peer.core.swarm;

import io.rangeswarm.model.api.ProblemType;
import java.util.Optional;
import java.util.function.Function;

/**
 * What came of a call to a tracker or peer.
 *
 * @param <T> what a good answer carries
 */
public sealed interface Reply<T> {

    /** It answered. */
    record Answered<T>(T value) implements Reply<T> {}

    /**
     * It answered with an error.
     *
     * @param problem its type, where it is one of ours
     * @param detail one line for people
     */
    record Refused<T>(int status, Optional<ProblemType> problem, String detail) implements Reply<T> {}

    /**
     * It did not answer, or not as a tracker or peer would.
     *
     * @param reason one line for people
     */
    record Unreachable<T>(String reason) implements Reply<T> {}

    default Optional<T> answer() {
        return this instanceof Answered<T> answered ? Optional.of(answered.value()) : Optional.empty();
    }

    default boolean isRefusedAs(ProblemType type) {
        return this instanceof Refused<T> refused && refused.problem().equals(Optional.of(type));
    }

    /** The same reply with what a good answer carries turned into something else. */
    default <R> Reply<R> map(Function<? super T, ? extends R> mapping) {
        if (this instanceof Answered<T> answered) {
            return new Answered<>(mapping.apply(answered.value()));
        }
        if (this instanceof Refused<T> refused) {
            return new Refused<>(refused.status(), refused.problem(), refused.detail());
        }
        return new Unreachable<>(why());
    }

    /** One line for people that says why there is no answer. */
    default String why() {
        if (this instanceof Refused<T> refused) {
            return refused.detail();
        }
        return this instanceof Unreachable<T> unreachable ? unreachable.reason() : "";
    }
}
