package io.rangeswarm.model.access;

import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.content.FileId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Links that open one file for a while to whoever has them, for clients that cannot show the access token. Whoever has the
 * token can check them, so a peer asks nobody:
 *
 * <pre>
 * /signed/1793437200-Zm9vYmFyYmF6cXV4cXV1eA/8d3f…                the file's bytes, or on a tracker its one link
 *         expiry     the first 128 bits of HMAC-SHA256(key, file id, expiry) in base64url (RFC 2104 §5, RFC 4648 §5)
 *         in seconds since 1970; key = HMAC-SHA256(token, "rangeswarm link 1")
 * </pre>
 *
 * <p>It stands in the path because some clients lose what is behind a question mark. Safe for many threads.
 */
public final class LinkSigner {

    private static final String SIGNED = ApiPaths.SIGNED;

    private static final String ALGORITHM = "HmacSHA256";
    private static final int MAC_BYTES = 16;
    private static final Pattern FORM = Pattern.compile(
            SIGNED + "(?<expiry>[0-9]{1,12})-(?<mac>[A-Za-z0-9_-]{22})/(?<file>[0-9a-f]{64})(?:[./].*)?");

    private final SecretKeySpec key;
    private final Duration lifetime;
    private final InstantSource clock;

    /** @param lifetime of the links that are made here, to the second; others are taken for as long as they say */
    public LinkSigner(AccessToken token, Duration lifetime, InstantSource clock) {
        byte[] derived = mac(
                new SecretKeySpec(token.secret(), ALGORITHM), "rangeswarm link 1".getBytes(StandardCharsets.US_ASCII));
        this.key = new SecretKeySpec(derived, ALGORITHM);
        this.lifetime = lifetime;
        this.clock = clock;
    }

    Duration lifetime() {
        return lifetime;
    }

    /** What a path begins with that opens this file from now on. */
    String path(FileId file) {
        long expiry = clock.instant().plus(lifetime).getEpochSecond();
        return SIGNED + expiry + "-" + Base64.getUrlEncoder().withoutPadding().encodeToString(mac(file, expiry)) + "/"
                + file.hex();
    }

    /** Whether this path was signed with the token for the file that it names, and is not too old. */
    boolean opens(String path) {
        Matcher parts = FORM.matcher(path);
        if (!parts.matches()) {
            return false;
        }
        long expiry = Long.parseLong(parts.group("expiry"));
        byte[] shown = Base64.getUrlDecoder().decode(parts.group("mac"));
        boolean right = MessageDigest.isEqual(shown, mac(FileId.parse(parts.group("file")), expiry));
        return right && clock.instant().isBefore(Instant.ofEpochSecond(expiry));
    }

    private byte[] mac(FileId file, long expiry) {
        byte[] text = file.hex().getBytes(StandardCharsets.US_ASCII);
        byte[] signed = ByteBuffer.allocate(text.length + Long.BYTES)
                .put(text)
                .putLong(expiry)
                .array();
        return Arrays.copyOf(mac(key, signed), MAC_BYTES);
    }

    private static byte[] mac(SecretKeySpec key, byte[] text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(text);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has " + ALGORITHM, impossible);
        }
    }
}
