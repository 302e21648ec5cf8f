package io.rangeswarm.model.content;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A SHA-256 digest (FIPS 180-4): 32 bytes, kept as four big-endian longs so that a record compares by value and a
 * million of them cost no array headers.
 */
public record Sha256(long bytes0To7, long bytes8To15, long bytes16To23, long bytes24To31) {

    /** Length of a digest in bytes. */
    public static final int BYTES = 32;

    /** Length of a digest written in hexadecimal, in characters. */
    public static final int HEX_LENGTH = 2 * BYTES;

    /** The digest in these 32 bytes. @throws IllegalArgumentException when there are not exactly 32 */
    public static Sha256 ofBytes(byte[] digest) {
        if (digest.length != BYTES) {
            throw new IllegalArgumentException("a SHA-256 digest has 32 bytes, not " + digest.length);
        }
        return read(ByteBuffer.wrap(digest));
    }

    /** Reads the next 32 bytes of the buffer, which is in big-endian order, as buffers are unless told otherwise. */
    public static Sha256 read(ByteBuffer from) {
        return new Sha256(from.getLong(), from.getLong(), from.getLong(), from.getLong());
    }

    /** Reads 64 hexadecimal digits of either case. @throws IllegalArgumentException that says what does not fit */
    public static Sha256 parse(String hex) {
        if (hex.length() != HEX_LENGTH) {
            throw new IllegalArgumentException("a SHA-256 is written as 64 hexadecimal digits, not " + hex.length());
        }
        try {
            return ofBytes(HexFormat.of().parseHex(hex));
        } catch (IllegalArgumentException notHex) {
            throw new IllegalArgumentException("a SHA-256 is written as 64 hexadecimal digits 0-9 a-f", notHex);
        }
    }

    /** Whether {@link #parse} would take the text. */
    public static boolean isHex(String text) {
        return text.length() == HEX_LENGTH && text.chars().allMatch(HexFormat::isHexDigit);
    }

    /** A fresh digest computation. Every Java platform has SHA-256, so there is no failure to handle. */
    public static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("the Java platform promises SHA-256", impossible);
        }
    }

    /** The digest of these bytes. */
    public static Sha256 hash(byte[] bytes) {
        return ofBytes(newDigest().digest(bytes));
    }

    /** Appends the 32 bytes to the buffer. */
    public void writeTo(ByteBuffer to) {
        to.putLong(bytes0To7).putLong(bytes8To15).putLong(bytes16To23).putLong(bytes24To31);
    }

    /** The 32 bytes, in a fresh array. */
    public byte[] bytes() {
        ByteBuffer buffer = ByteBuffer.allocate(BYTES);
        writeTo(buffer);
        return buffer.array();
    }

    /** 64 lowercase hexadecimal digits, as {@code sha256sum} prints them. */
    public String hex() {
        return HexFormat.of().formatHex(bytes());
    }

    @Override
    public String toString() {
        return hex();
    }
}
