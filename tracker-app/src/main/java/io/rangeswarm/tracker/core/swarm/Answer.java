package io.rangeswarm.tracker.core.swarm;

import java.util.function.Function;

/** What comes of a call that only the peer itself may make: its result, or why not. */
public sealed interface Answer<T> {

    record Granted<T>(T value) implements Answer<T> {}

    record Refused<T>(Refusal refusal) implements Answer<T> {}

    static <T> Answer<T> granted(T value) {
        return new Granted<>(value);
    }

    static <T> Answer<T> refused(Refusal refusal) {
        return new Refused<>(refusal);
    }

    /** The result, or else what {@code onRefusal} makes of the refusal, thrown. */
    default <X extends Throwable> T orElseThrow(Function<? super Refusal, X> onRefusal) throws X {
        if (this instanceof Granted<T> granted) {
            return granted.value();
        }
        throw onRefusal.apply(((Refused<T>) this).refusal());
    }
}
