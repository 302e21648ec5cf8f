package io.rangeswarm.model.api;

import java.util.Arrays;
import java.util.Optional;

/** The stable problem types of both APIs (RFC 9457 §3.1.1); clients act on {@link #uri()}, people read the detail. */
public enum ProblemType {
    INVALID_REQUEST("invalid-request", 400, "The request is not valid"),
    UNAUTHORIZED("unauthorized", 401, "The call needs the peer's token"),
    ACCESS_TOKEN_NEEDED("access-token-needed", 401, "The call needs the access token"),
    FORBIDDEN("forbidden", 403, "The caller may not do this"),
    NOT_FOUND("not-found", 404, "There is no such resource"),
    UNKNOWN_PEER("unknown-peer", 404, "The tracker does not know this peer; register again"),
    UNKNOWN_FILE("unknown-file", 404, "This file is not known here"),
    METHOD_NOT_ALLOWED("method-not-allowed", 405, "The method does not fit the resource"),
    NOT_ACCEPTABLE("not-acceptable", 406, "None of the accepted media types can be sent"),
    CONFLICT("conflict", 409, "The request does not fit the present state"),
    PRECONDITION_FAILED("precondition-failed", 412, "What the request insists on (If-Match) is not so"),
    BODY_TOO_LARGE("body-too-large", 413, "The request's body is too large"),
    UNSUPPORTED_MEDIA_TYPE("unsupported-media-type", 415, "The body's media type is not supported"),
    RANGE_NOT_SATISFIABLE("range-not-satisfiable", 416, "The range is past the end of the file"),
    TOO_MANY_REQUESTS("too-many-requests", 429, "Too many calls from this address; try again later"),
    INTERNAL_ERROR("internal-error", 500, "Something went wrong here, not in the request"),
    UNAVAILABLE("unavailable", 503, "Not now; try again later"),
    CHUNK_NOT_HELD("chunk-not-held", 504, "This peer does not hold that part of the file"),
    INSUFFICIENT_STORAGE("insufficient-storage", 507, "There is not enough room on the disk");

    private static final String PREFIX = "urn:rangeswarm:problem:";

    private final String slug;
    private final int status;
    private final String title;

    ProblemType(String slug, int status, String title) {
        this.slug = slug;
        this.status = status;
        this.title = title;
    }

    /** The value of a problem's {@code type} member. */
    public String uri() {
        return PREFIX + slug;
    }

    /** The HTTP status that goes with it. */
    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    /** The type with this URI, if it is one of ours. */
    public static Optional<ProblemType> ofUri(String uri) {
        return Arrays.stream(values()).filter(type -> type.uri().equals(uri)).findFirst();
    }
}
