package io.rangeswarm.simulation;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads bytes per second as people type them: {@code 8MB} is 8 x 1024 x 1024, as in the peer's options. */
final class ByteRate implements ITypeConverter<Double> {

    private static final Pattern RATE = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([KMG]?)i?B?", Pattern.CASE_INSENSITIVE);
    private static final double MAX = 1L << 40;

    @Override
    public Double convert(String text) {
        Matcher matcher = RATE.matcher(text.strip());
        if (!matcher.matches()) {
            throw new TypeConversionException("'" + text + "' is no rate; one is 8MB, 500KB or 8388608");
        }
        int thousands = " KMG"
                .indexOf(matcher.group(2).toUpperCase(Locale.ROOT)
                        + (matcher.group(2).isEmpty() ? " " : ""));
        double rate = Double.parseDouble(matcher.group(1)) * Math.pow(1024, thousands);
        if (rate < 1024 || rate > MAX) {
            throw new TypeConversionException("'" + text + "' is not between 1KB and 1024GB per second");
        }
        return rate;
    }
}
