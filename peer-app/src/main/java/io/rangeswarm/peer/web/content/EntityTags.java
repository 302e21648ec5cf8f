package io.rangeswarm.peer.web.content;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The list of entity tags in If-Match and If-None-Match (RFC 9110 §8.8.3, §13.1). */
final class EntityTags {

    private static final Pattern TAG = Pattern.compile("(W/)?\"([\\x21\\x23-\\x7e\\x80-\\xff]*)\"");

    private EntityTags() {}

    /** Whether the list is {@code *} or has the tag, be it marked as weak (If-None-Match, §13.1.2). */
    static boolean matchWeakly(String list, String tag) {
        return isAny(list) || find(list, tag, true);
    }

    /** Whether the list is {@code *} or has the tag, not marked as weak (If-Match, §13.1.1). */
    static boolean matchStrongly(String list, String tag) {
        return isAny(list) || find(list, tag, false);
    }

    private static boolean isAny(String list) {
        return list.strip().equals("*");
    }

    private static boolean find(String list, String tag, boolean weakToo) {
        Matcher tags = TAG.matcher(list);
        while (tags.find()) {
            if (tags.group(2).equals(tag) && (weakToo || tags.group(1) == null)) {
                return true;
            }
        }
        return false;
    }
}
