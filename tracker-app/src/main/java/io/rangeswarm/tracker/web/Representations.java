package io.rangeswarm.tracker.web;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;

/** Which of two representations a client prefers (RFC 9110 §12.5.1). */
final class Representations {

    private Representations() {}

    /**
     * Whether {@code application/octet-stream} is preferred to JSON, which it has to be named for: a wildcard gets JSON.
     *
     * @param accept a header that Spring has found to allow at least one of the two; null for anything
     */
    static boolean prefersOctets(@Nullable String accept) {
        if (accept == null) {
            return false;
        }
        List<MediaType> byQuality = MediaType.parseMediaTypes(accept).stream()
                .sorted(Comparator.comparingDouble(MediaType::getQualityValue).reversed())
                .toList();
        for (MediaType type : byQuality) {
            if (type.includes(MediaType.APPLICATION_JSON)) {
                return false;
            }
            if (type.includes(MediaType.APPLICATION_OCTET_STREAM)) {
                return true;
            }
        }
        return false;
    }
}
