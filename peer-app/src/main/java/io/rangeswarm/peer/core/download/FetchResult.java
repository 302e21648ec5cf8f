package io.rangeswarm.peer.core.download;

import java.io.IOException;
import java.time.Duration;

/** What became of one request: of its first chunk that did not come, or of all of them when all came. */
public sealed interface FetchResult {

    /**
     * Every chunk came, matched its hash and is held.
     *
     * @param took from the request to its last byte
     */
    record Verified(Duration took) implements FetchResult {}

    /** Every chunk came, but other requests had brought them all before. */
    record NotNeeded() implements FetchResult {}

    /** The whole chunk came, and its bytes are wrong: this source lies or is broken. */
    record HashMismatch(String detail) implements FetchResult {}

    /** The source's upload slots are full (503); it may be asked again after the pause. */
    record Busy(Duration retryAfter) implements FetchResult {}

    /** The source does not hold that chunk (504): what was known of it is out of date. */
    record ChunkNotHeld() implements FetchResult {}

    /** The source holds nothing of the file any more (404), or its file is another one (416, a foreign ETag). */
    record FileNotHeld() implements FetchResult {}

    /** No connection, a broken one, or one on which nothing came for too long. */
    record Unreachable(String reason) implements FetchResult {}

    /** It answered, but not with the bytes that were asked for: wrong status, range or length. */
    record BadAnswer(String reason) implements FetchResult {}

    /** This side gave the request up. */
    record Cancelled() implements FetchResult {}

    /** The disk here would not take the bytes; no source is to blame. */
    record DiskFailed(IOException cause) implements FetchResult {}
}
