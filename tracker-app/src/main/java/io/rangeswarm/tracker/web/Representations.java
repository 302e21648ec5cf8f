package io.rangeswarm.tracker.web;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/** Which of two representations a client prefers (RFC 9110 §12.5.1). */
final class Representations {

    private Representations() {}

    /**
     * Whether a Metalink is wanted rather than the file itself: it has to be named, with no less quality than whatever
     * would take the file. aria2 sends {@code *}{@code /*,application/metalink4+xml}; a browser or curl does not name it.
     *
     * @param accept null for anything; what cannot be read is as good as nothing
     */
    static boolean prefersMetalink(@Nullable String accept) {
        double metalink = 0;
        double file = 0;
        for (MediaType type : readable(accept)) {
            if (type.isWildcardType() || type.isWildcardSubtype()) {
                file = Math.max(file, type.includes(MediaType.APPLICATION_OCTET_STREAM) ? type.getQualityValue() : 0);
            } else if (type.equalsTypeAndSubtype(Metalink.MEDIA_TYPE)) {
                metalink = type.getQualityValue();
            } else if (type.equalsTypeAndSubtype(MediaType.APPLICATION_OCTET_STREAM)) {
                file = type.getQualityValue();
            }
        }
        return metalink > 0 && metalink >= file;
    }

    private static List<MediaType> readable(@Nullable String accept) {
        try {
            return accept == null ? List.of() : MediaType.parseMediaTypes(accept);
        } catch (InvalidMediaTypeException unreadable) {
            return List.of();
        }
    }

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
