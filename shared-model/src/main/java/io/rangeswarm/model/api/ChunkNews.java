package io.rangeswarm.model.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a peer tells of itself along with a request for a file's chunks, or with its answer, so that news of most chunks
 * cost no call of their own: the header {@link ApiHeaders#NEWS}, a dictionary of structured fields (RFC 8941 §3.2):
 *
 * <pre>Rangeswarm-News: port=9090, latest=(17 3 250), queued=1048576</pre>
 *
 * @param port where it serves, 1 to 65535, at the address that it calls from; empty in an answer, and from one that
 *     serves nothing
 * @param latest the chunks of this file that it verified last, at most {@link #LATEST_MAX}
 * @param queuedBytes bytes that its uploads still have to send, before the body of this answer; empty when it does not say
 */
public record ChunkNews(OptionalInt port, List<Integer> latest, OptionalLong queuedBytes) {

    /** Some seconds' worth: whoever hears from a peer more rarely than that learns the rest from an exchange. */
    public static final int LATEST_MAX = 32;

    private static final int VALUE_CHARS_MAX = 512;
    private static final int PORT_MAX = 65_535;

    private static final Pattern PORT = member("port", "[0-9]{1,5}");
    private static final Pattern LATEST = member("latest", "\\([0-9 ]*\\)");
    private static final Pattern QUEUED = member("queued", "[0-9]{1,15}");
    private static final Pattern INDEX = Pattern.compile("[0-9]{1,9}");

    /** @throws IllegalArgumentException when something is out of its bounds */
    public ChunkNews {
        latest = List.copyOf(latest);
        if (latest.size() > LATEST_MAX || latest.stream().anyMatch(index -> index < 0)) {
            throw new IllegalArgumentException("latest: at most " + LATEST_MAX + " chunks from 0 on, not " + latest);
        }
        if (port.isPresent() && (port.getAsInt() < 1 || port.getAsInt() > PORT_MAX)) {
            throw new IllegalArgumentException("port: must be 1 to " + PORT_MAX + ", not " + port.getAsInt());
        }
        if (queuedBytes.orElse(0) < 0) {
            throw new IllegalArgumentException("queued: must not be negative: " + queuedBytes.orElse(0));
        }
    }

    /** The header's value. */
    public String asHeader() {
        List<String> members = new ArrayList<>(3);
        port.ifPresent(number -> members.add("port=" + number));
        members.add(latest.stream().map(String::valueOf).collect(Collectors.joining(" ", "latest=(", ")")));
        queuedBytes.ifPresent(bytes -> members.add("queued=" + bytes));
        return String.join(", ", members);
    }

    /** Reads a header's value; empty when it is not such. What else it says is for newer versions. */
    public static Optional<ChunkNews> parse(String value) {
        if (value.length() > VALUE_CHARS_MAX) {
            return Optional.empty();
        }
        Matcher port = PORT.matcher(value);
        Matcher latest = LATEST.matcher(value);
        Matcher queued = QUEUED.matcher(value);
        if (!latest.find()) {
            return Optional.empty();
        }
        List<Integer> indexes = new ArrayList<>();
        for (Matcher index = INDEX.matcher(latest.group(1)); index.find(); ) {
            indexes.add(Integer.valueOf(index.group()));
        }
        try {
            return Optional.of(new ChunkNews(
                    port.find() ? OptionalInt.of(Integer.parseInt(port.group(1))) : OptionalInt.empty(),
                    indexes,
                    queued.find() ? OptionalLong.of(Long.parseLong(queued.group(1))) : OptionalLong.empty()));
        } catch (IllegalArgumentException outOfBounds) {
            return Optional.empty();
        }
    }

    private static Pattern member(String key, String value) {
        return Pattern.compile("(?:^|,) *" + key + "=(" + value + ") *(?:$|,)");
    }
}
