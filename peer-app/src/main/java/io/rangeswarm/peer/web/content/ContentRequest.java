package io.rangeswarm.peer.web.content;

import java.util.Optional;

/**
 * What of a request decides how it is answered; header values as they came, several lines of one joined by commas.
 *
 * <p>{@code Cache-Control: only-if-cached} is not among it: this peer never fetches anything in order to answer, so
 * every request is answered as if it said so.
 */
record ContentRequest(
        Method method,
        Optional<String> range,
        Optional<String> ifRange,
        Optional<String> ifMatch,
        Optional<String> ifNoneMatch) {

    /** The methods that content has. */
    enum Method {
        GET,
        HEAD
    }

    static ContentRequest get() {
        return new ContentRequest(Method.GET, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    ContentRequest withRange(String value) {
        return new ContentRequest(method, Optional.of(value), ifRange, ifMatch, ifNoneMatch);
    }

    ContentRequest withIfRange(String value) {
        return new ContentRequest(method, range, Optional.of(value), ifMatch, ifNoneMatch);
    }

    ContentRequest withIfMatch(String value) {
        return new ContentRequest(method, range, ifRange, Optional.of(value), ifNoneMatch);
    }

    ContentRequest withIfNoneMatch(String value) {
        return new ContentRequest(method, range, ifRange, ifMatch, Optional.of(value));
    }

    ContentRequest asHead() {
        return new ContentRequest(Method.HEAD, range, ifRange, ifMatch, ifNoneMatch);
    }
}
