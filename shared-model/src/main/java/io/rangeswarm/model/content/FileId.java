package io.rangeswarm.model.content;

/**
 * Names a file by its content: the SHA-256 of its canonical manifest (see {@link ManifestCodec}). Whoever holds the id
 * can check a manifest from anybody, and with the manifest every byte.
 */
public record FileId(Sha256 manifestHash) {

    /** Reads 64 hexadecimal digits. @throws IllegalArgumentException that says what does not fit */
    public static FileId parse(String hex) {
        try {
            return new FileId(Sha256.parse(hex));
        } catch (IllegalArgumentException notHex) {
            throw new IllegalArgumentException("a file id is 64 hexadecimal digits (0-9 a-f)", notHex);
        }
    }

    /** 64 lowercase hexadecimal digits. */
    public String hex() {
        return manifestHash.hex();
    }

    /** The first 8 digits, for people's eyes and file name suffixes; never enough to identify a file. */
    public String abbreviated() {
        return hex().substring(0, 8);
    }

    @Override
    public String toString() {
        return hex();
    }
}
