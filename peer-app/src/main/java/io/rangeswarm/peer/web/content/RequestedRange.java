package io.rangeswarm.peer.web.content;

import io.rangeswarm.model.content.ByteRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a Range header asks of a representation (RFC 9110 §14.2). A header that is not understood is ignored, as the RFC
 * wants it.
 *
 * <p>Several ranges that can be satisfied are ignored too, so the whole representation is sent, as nginx does with
 * {@code max_ranges 1}: always valid, never more bytes than a plain GET, and no multipart body to be inflated with
 * overlapping ranges (CVE-2011-3192).
 */
sealed interface RequestedRange {

    /** There is no range to be heeded. */
    record Whole() implements RequestedRange {}

    /** These bytes of the representation, at least one. */
    record Part(ByteRange range) implements RequestedRange {}

    /** No range asked for has a byte in the representation. */
    record Unsatisfiable() implements RequestedRange {}

    /** {@code bytes=} and a list; the unit is case-insensitive (RFC 9110 §14.1). */
    Pattern BYTES = Pattern.compile("bytes=(.*)", Pattern.CASE_INSENSITIVE);

    /** {@code 5-9}, {@code 5-} or {@code -5}. */
    Pattern SPEC = Pattern.compile("(\\d*)-(\\d*)");

    /** Reads the header's value, for a representation of {@code length} bytes. */
    static RequestedRange parse(String header, long length) {
        Matcher bytes = BYTES.matcher(header.strip());
        if (!bytes.matches()) {
            return new Whole();
        }
        List<ByteRange> satisfiable = new ArrayList<>();
        int specs = 0;
        for (String element : bytes.group(1).split(",", -1)) {
            String spec = element.strip();
            if (spec.isEmpty()) {
                continue; // lists may have empty elements (RFC 9110 §5.6.1)
            }
            Matcher parts = SPEC.matcher(spec);
            if (!parts.matches() || isMalformed(parts.group(1), parts.group(2))) {
                return new Whole();
            }
            specs++;
            range(parts.group(1), parts.group(2), length).ifPresent(satisfiable::add);
        }
        if (specs == 0 || satisfiable.size() > 1) {
            return new Whole();
        }
        return satisfiable.isEmpty() ? new Unsatisfiable() : new Part(satisfiable.get(0));
    }

    private static boolean isMalformed(String first, String last) {
        if (first.isEmpty()) {
            return last.isEmpty();
        }
        return !last.isEmpty() && number(last) < number(first);
    }

    /** The bytes of a well-formed spec, if the representation has any of them. */
    private static Optional<ByteRange> range(String first, String last, long length) {
        long start = first.isEmpty() ? length - Math.min(length, number(last)) : number(first);
        if (start >= length) {
            return Optional.empty();
        }
        boolean toTheEnd = first.isEmpty() || last.isEmpty();
        return Optional.of(new ByteRange(start, toTheEnd ? length : Math.min(number(last), length - 1) + 1));
    }

    /** Numbers past the range of a long are past the end of any file, whichever they are. */
    private static long number(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException huge) {
            return Long.MAX_VALUE;
        }
    }
}
