package io.rangeswarm.peer.core.limit;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A rate at which bytes may go, or no limit at all.
 *
 * @param bytesPerSecond 1024 to 2^40, or {@link Long#MAX_VALUE} where there is no limit
 */
public record Bandwidth(long bytesPerSecond) {

    public static final Bandwidth UNLIMITED = new Bandwidth(Long.MAX_VALUE);

    private static final long BYTES_PER_SECOND_MIN = 1L << 10;
    private static final long BYTES_PER_SECOND_MAX = 1L << 40;

    /** As sizes are written elsewhere in the options: MB is 1024 times 1024 bytes, and so is MiB. */
    private static final Pattern TYPED =
            Pattern.compile("([+-]?\\d{1,30}(?:\\.\\d{1,9})?) ?(?:([KMG])?(?:i?B)?)(?:/s)?", Pattern.CASE_INSENSITIVE);

    private static final Pattern BITS = Pattern.compile(".*\\d ?[kmg]?(bit.*|bps)", Pattern.CASE_INSENSITIVE);
    private static final String UNITS = "KMG";
    private static final int ECHOED_CHARS_MAX = 40;

    /** @throws IllegalArgumentException when the rate is out of its bounds */
    public Bandwidth {
        if (bytesPerSecond != Long.MAX_VALUE
                && (bytesPerSecond < BYTES_PER_SECOND_MIN || bytesPerSecond > BYTES_PER_SECOND_MAX)) {
            throw new IllegalArgumentException("a limit is 1024 to 2^40 bytes per second, not " + bytesPerSecond);
        }
    }

    /**
     * Reads what people type: {@code 8388608}, {@code 500k}, {@code 20MB}, {@code 1.5 GiB/s}; {@code none} and
     * {@code unlimited} take the limit away.
     *
     * @throws IllegalArgumentException that says what is wrong and what would be right
     */
    public static Bandwidth parse(String typed) {
        String text = typed.strip();
        if (text.equalsIgnoreCase("none") || text.equalsIgnoreCase("unlimited")) {
            return UNLIMITED;
        }
        Matcher parts = TYPED.matcher(text);
        if (!parts.matches()) {
            String wrong = BITS.matcher(text).matches()
                    ? " is in bits; write bytes per second, an eighth of that,"
                    : " is not a rate; write bytes per second,";
            throw new IllegalArgumentException(quoted(text) + wrong
                    + " such as 8388608, 500KB, 20MB or 1.5GB (1 KB is 1024 bytes), or none for no limit");
        }
        BigDecimal bytes = new BigDecimal(parts.group(1)).multiply(BigDecimal.valueOf(factor(parts.group(2))));
        requireWithinBounds(text, bytes);
        return new Bandwidth(bytes.longValue());
    }

    private static long factor(@SuppressWarnings("NullAway") String unit) {
        return unit == null ? 1 : 1L << (10 * (1 + UNITS.indexOf(unit.toUpperCase(Locale.ROOT))));
    }

    private static void requireWithinBounds(String text, BigDecimal bytes) {
        if (bytes.compareTo(BigDecimal.valueOf(BYTES_PER_SECOND_MIN)) < 0) {
            throw new IllegalArgumentException(quoted(text)
                    + " is too little: at the least that can be set, 1KB per second, one chunk takes 17 minutes;"
                    + " none takes the limit away");
        }
        if (bytes.compareTo(BigDecimal.valueOf(BYTES_PER_SECOND_MAX)) > 0) {
            throw new IllegalArgumentException(
                    quoted(text) + " is more than the 1024GB per second that can be set; none takes the limit away");
        }
    }

    private static String quoted(String text) {
        return "'" + (text.length() <= ECHOED_CHARS_MAX ? text : text.substring(0, ECHOED_CHARS_MAX) + "…") + "'";
    }

    public boolean isLimited() {
        return bytesPerSecond != Long.MAX_VALUE;
    }

    /** Such as {@code 8MiB/s}, exactly and in the largest unit that allows it, or {@code none}; {@link #parse} reads it. */
    @Override
    public String toString() {
        if (!isLimited()) {
            return "none";
        }
        int unit = Math.min(UNITS.length(), Long.numberOfTrailingZeros(bytesPerSecond) / 10);
        return unit == 0
                ? bytesPerSecond + "B/s"
                : (bytesPerSecond >> (10 * unit)) + UNITS.substring(unit - 1, unit) + "iB/s";
    }
}
