package io.rangeswarm.model.access;

import io.rangeswarm.model.content.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * How a peer shows that an endpoint is its own: it registers with a secret, and answers {@code GET /api/v1/proofs/CHALLENGE} there
 * with the SHA-256 of both. Nobody else can, and what it answers tells nobody the secret.
 */
public final class EndpointProof {

    /** Of a secret and of a challenge, in characters: 128 bits in hex. */
    public static final int LENGTH = 32;

    private EndpointProof() {}

    /** A new secret or challenge. */
    public static String random(SecureRandom random) {
        byte[] bytes = new byte[LENGTH / 2];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Whether a secret or challenge has the form of one. */
    public static boolean isOne(String text) {
        return text.length() == LENGTH && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }

    /** What is to be answered, 64 hex digits. */
    public static String answer(String challenge, String secret) {
        return Sha256.hash(("rangeswarm proof 1 " + challenge + " " + secret).getBytes(StandardCharsets.US_ASCII))
                .hex();
    }
}
