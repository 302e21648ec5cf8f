package io.rangeswarm.peer.okhttp;

import io.rangeswarm.model.api.ApiHeaders;
import io.rangeswarm.model.content.ByteRange;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.peer.core.download.FetchResult;
import java.time.Duration;
import java.util.Optional;
import okhttp3.Response;

/** Judges a peer's answer to a chunk request by its status and headers, before any byte of it is read. */
final class ChunkAnswer {

    private static final Duration RETRY_AFTER_UNSAID = Duration.ofSeconds(1);
    private static final int RETRY_AFTER_SECONDS_MAX = 60;

    private ChunkAnswer() {}

    /** Why the body is not the chunk's bytes; empty when it should be. */
    static Optional<FetchResult> whyUnusable(Response response, Manifest manifest, ByteRange range) {
        int status = response.code();
        if (status == 206) {
            return whyNotTheRange(response, manifest, range);
        }
        if (status == 200) {
            return whyNotTheWholeFile(response, manifest, range);
        }
        return Optional.of(
                switch (status) {
                    case 503 -> new FetchResult.Busy(retryAfter(response));
                    case 504 -> new FetchResult.ChunkNotHeld();
                    case 404, 410, 416 -> new FetchResult.FileNotHeld();
                    default -> new FetchResult.BadAnswer("status " + status);
                });
    }

    private static Optional<FetchResult> whyNotTheRange(Response response, Manifest manifest, ByteRange range) {
        String expected = range.asContentRangeHeader(manifest.layout().length());
        String actual = response.header("Content-Range");
        if (!expected.equals(actual)) {
            return badAnswer("Content-Range '" + actual + "' instead of '" + expected + "'");
        }
        return whyNotTheBytes(response, manifest, range);
    }

    /** A server without ranges may send a file of one chunk whole. */
    private static Optional<FetchResult> whyNotTheWholeFile(Response response, Manifest manifest, ByteRange range) {
        if (range.length() != manifest.layout().length()) {
            return badAnswer("the whole file (200) instead of a range (206)");
        }
        return whyNotTheBytes(response, manifest, range);
    }

    private static Optional<FetchResult> whyNotTheBytes(Response response, Manifest manifest, ByteRange range) {
        String etag = response.header("ETag");
        if (etag != null && !etag.equals("\"" + manifest.fileId().hex() + "\"")) {
            return Optional.of(new FetchResult.FileNotHeld());
        }
        if (response.body().contentLength() != range.length()) {
            return badAnswer("Content-Length " + response.body().contentLength() + " instead of " + range.length());
        }
        String encoding = response.header("Content-Encoding", "identity");
        return "identity".equals(encoding) ? Optional.empty() : badAnswer("Content-Encoding " + encoding);
    }

    private static Optional<FetchResult> badAnswer(String reason) {
        return Optional.of(new FetchResult.BadAnswer(reason));
    }

    /** Our own peers say it to the millisecond; Retry-After (RFC 9110 §10.2.3) knows whole seconds only. */
    private static Duration retryAfter(Response response) {
        return number(response, ApiHeaders.RETRY_AFTER_MILLIS, 6)
                .map(millis -> Duration.ofMillis(Math.min(millis, RETRY_AFTER_SECONDS_MAX * 1000)))
                .or(() -> number(response, "Retry-After", 4)
                        .map(seconds -> Duration.ofSeconds(Math.min(seconds, RETRY_AFTER_SECONDS_MAX))))
                .orElse(RETRY_AFTER_UNSAID);
    }

    private static Optional<Integer> number(Response response, String header, int digitsMax) {
        String text = response.header(header);
        return text != null && text.matches("[0-9]{1," + digitsMax + "}")
                ? Optional.of(Integer.valueOf(text))
                : Optional.empty();
    }
}
