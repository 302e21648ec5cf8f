package io.rangeswarm.model.content;

/** Bytes {@code start} (inclusive) to {@code end} (exclusive) of a file; may be empty. */
public record ByteRange(long start, long end) {

    /** @throws IllegalArgumentException when start is negative or past end */
    public ByteRange {
        if (start < 0 || end < start) {
            throw new IllegalArgumentException("not a byte range: [" + start + ", " + end + ")");
        }
    }

    /** The range of {@code length} bytes from {@code start}. */
    public static ByteRange ofLength(long start, long length) {
        return new ByteRange(start, Math.addExact(start, length));
    }

    /** Count of bytes. */
    public long length() {
        return end - start;
    }

    public boolean isEmpty() {
        return start == end;
    }

    /** As HTTP's {@code Range} header wants it: {@code bytes=0-1048575}, both ends inclusive (RFC 9110 §14.1.2). */
    public String asRangeHeader() {
        return "bytes=" + inclusive();
    }

    /** As HTTP's {@code Content-Range} header has it: {@code bytes 0-1048575/2000000} (RFC 9110 §14.4). */
    public String asContentRangeHeader(long fileLength) {
        return "bytes " + inclusive() + "/" + fileLength;
    }

    private String inclusive() {
        if (isEmpty()) {
            throw new IllegalStateException("HTTP cannot name an empty range: " + this);
        }
        return start + "-" + (end - 1);
    }
}
