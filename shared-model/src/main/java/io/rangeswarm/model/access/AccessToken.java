package io.rangeswarm.model.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The one secret that a swarm's trackers, peers and users share: 16 to 256 visible ASCII characters. Whoever shows it may do
 * everything that is not some peer's own.
 *
 * <p>Programs show it in the header {@code Rangeswarm-Access}, because {@code Authorization} carries the token of a single
 * peer. Browsers and stock clients may show it as the password of {@code Authorization: Basic} (RFC 7617), with any user
 * name.
 */
public final class AccessToken {

    /** Fewer can be guessed in the time that a swarm lives. */
    public static final int LENGTH_MIN = 16;

    /** All headers together must stay below 8 KiB. */
    public static final int LENGTH_MAX = 256;

    private static final String BASIC = "Basic ";

    private final byte[] bytes;

    /** @throws IllegalArgumentException that says what a token looks like, and nothing of this one but its length */
    public AccessToken(String value) {
        if (value.length() < LENGTH_MIN || value.length() > LENGTH_MAX) {
            throw new IllegalArgumentException("an access token has " + LENGTH_MIN + " to " + LENGTH_MAX
                    + " characters, not " + value.length() + "; 'openssl rand -hex 32' makes one");
        }
        if (!value.chars().allMatch(letter -> letter > ' ' && letter < 0x7f)) {
            throw new IllegalArgumentException("an access token has visible ASCII characters only, and no blanks");
        }
        bytes = value.getBytes(StandardCharsets.US_ASCII);
    }

    /** To be sent, and never to be written anywhere. */
    public String value() {
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    /**
     * Whether a call shows this token. How long the answer takes tells nothing of how much of it was right.
     *
     * @param header {@code Rangeswarm-Access}
     * @param authorization {@code Authorization}
     */
    public boolean isShownBy(@Nullable String header, @Nullable String authorization) {
        return header == null ? isPassword(authorization) : is(header.getBytes(StandardCharsets.ISO_8859_1));
    }

    private boolean isPassword(@Nullable String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return false;
        }
        try {
            byte[] userAndPassword = Base64.getDecoder()
                    .decode(authorization.substring(BASIC.length()).strip());
            String text = new String(userAndPassword, StandardCharsets.ISO_8859_1);
            return is(text.substring(text.indexOf(':') + 1).getBytes(StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException noBase64) {
            return false;
        }
    }

    private boolean is(byte[] shown) {
        return MessageDigest.isEqual(shown, bytes);
    }

    /** For signing; not to be changed. */
    byte[] secret() {
        return bytes;
    }

    /** Says nothing of it: this may end in a log. */
    @Override
    public String toString() {
        return "an access token";
    }
}
