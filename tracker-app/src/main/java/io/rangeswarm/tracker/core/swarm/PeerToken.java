package io.rangeswarm.tracker.core.swarm;

import io.rangeswarm.model.content.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;

/** What proves that a call comes from the peer that registered. The tracker hands it out and keeps only its hash. */
public record PeerToken(String value) {

    private static final int RANDOM_BYTES = 32;

    /** The longest text that is looked at, in characters; our own have 43. */
    private static final int LENGTH_MAX = 100;

    /** @throws IllegalArgumentException when the text cannot be a token */
    public PeerToken {
        if (value.isEmpty() || value.length() > LENGTH_MAX) {
            throw new IllegalArgumentException("a token has 1 to " + LENGTH_MAX + " characters");
        }
    }

    /** A fresh token: 256 random bits in base64url (RFC 4648 §5). */
    public static PeerToken random(SecureRandom random) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return new PeerToken(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** What the tracker keeps. With 256 random bits inside, the hash needs neither salt nor stretching. */
    public Sha256 hash() {
        return Sha256.hash(value.getBytes(StandardCharsets.UTF_8));
    }

    /** Keeps the secret out of logs. */
    @Override
    public String toString() {
        return "PeerToken[…]";
    }
}
