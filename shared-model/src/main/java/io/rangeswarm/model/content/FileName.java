package io.rangeswarm.model.content;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A file's label: a relative path of one or more segments joined by {@code /}. The constructor refuses whatever could
 * reach outside a share folder or into a peer's own records on any platform, so code that holds a {@code FileName}
 * need not check again.
 */
public record FileName(String value) {

    /** Bound of one segment in UTF-8 bytes: what common file systems take (POSIX NAME_MAX). */
    public static final int SEGMENT_BYTES_MAX = 255;

    /** Bound of the whole path in UTF-8 bytes. */
    public static final int PATH_BYTES_MAX = 1024;

    /** The folder in which a peer keeps its own records; no shared file's name may begin with it. */
    public static final String RESERVED_SEGMENT = ".rangeswarm";

    /** @throws IllegalArgumentException that names the rule which the value breaks */
    public FileName {
        require(!value.isEmpty(), "must not be empty");
        require(utf8Length(value) <= PATH_BYTES_MAX, "must not be longer than 1024 bytes");
        require(isWellFormed(value), "must be well-formed Unicode");
        require(value.chars().noneMatch(Character::isISOControl), "must not contain control characters");
        require(
                value.codePoints().noneMatch(FileName::turnsText),
                "must not contain characters that turn the direction of text");
        require(value.indexOf('\\') < 0, "must not contain a backslash; segments are joined by '/'");
        require(!value.startsWith("/"), "must be a relative path");
        require(!hasDriveLetter(value), "must not begin with a drive letter");
        for (String segment : value.split("/", -1)) {
            require(!segment.isEmpty(), "must not contain an empty segment");
            require(!segment.equals(".") && !segment.equals(".."), "must not contain '.' or '..' as a segment");
            require(utf8Length(segment) <= SEGMENT_BYTES_MAX, "must not contain a segment longer than 255 bytes");
        }
        // Any case: on a case-insensitive file system ".RangeSwarm" is the same folder.
        require(
                !value.split("/", -1)[0].equalsIgnoreCase(RESERVED_SEGMENT),
                "must not be under .rangeswarm, which belongs to the peer itself");
    }

    /** The segments from the outermost folder to the file, at least one. */
    public List<String> segments() {
        return List.of(value.split("/", -1));
    }

    /** The last segment: what the file is called inside its folder. */
    public String lastSegment() {
        return value.substring(value.lastIndexOf('/') + 1);
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException("a file name " + rule);
        }
    }

    private static int utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** An unpaired surrogate has no UTF-8 form, so two peers could not agree on the name. */
    private static boolean isWellFormed(String text) {
        return text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    /** Unicode's Bidi_Control: by them {@code photo[U+202E]gpj.exe} is shown as {@code photoexe.jpg}. */
    private static boolean turnsText(int c) {
        return c == 0x061C
                || c == 0x200E
                || c == 0x200F
                || (c >= 0x202A && c <= 0x202E)
                || (c >= 0x2066 && c <= 0x2069);
    }

    private static boolean hasDriveLetter(String text) {
        return text.length() >= 2 && text.charAt(1) == ':' && isAsciiLetter(text.charAt(0));
    }

    private static boolean isAsciiLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    @Override
    public String toString() {
        return value;
    }
}
