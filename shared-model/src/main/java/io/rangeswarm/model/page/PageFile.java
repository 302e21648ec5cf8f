package io.rangeswarm.model.page;

import io.rangeswarm.model.content.Sha256;

/** One file as it is sent. Not a record, because it has an array. */
public final class PageFile {

    private final byte[] bytes;
    private final String type;
    private final String tag;
    private final boolean sameForEver;

    PageFile(byte[] bytes, String type, boolean sameForEver) {
        this.bytes = bytes;
        this.type = type;
        this.tag = '"' + Sha256.hash(bytes).hex() + '"';
        this.sameForEver = sameForEver;
    }

    /** Not to be changed. */
    public byte[] bytes() {
        return bytes;
    }

    /** The value of Content-Type. */
    public String type() {
        return type;
    }

    /** A strong entity tag, with its quotes. */
    public String tag() {
        return tag;
    }

    /** The value of Cache-Control: for ever where the path names what it is, else to be asked for each time (RFC 8246). */
    public String cacheControl() {
        return sameForEver ? "public, max-age=31536000, immutable" : "no-cache";
    }
}
