package io.rangeswarm.peer.web.content;

import io.rangeswarm.model.content.ByteRange;
import io.rangeswarm.model.content.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** The headers of each answer. */
final class ContentHeaders {

    /** RFC 8187 §3.2.1: what needs no percent sign in {@code filename*}. */
    private static final String ATTR_CHARS = "!#$&+-.^_`|~";

    private ContentHeaders() {}

    /** Of a 206, but for Content-Length. */
    static Map<String, String> ofPart(Representation content, ByteRange part) {
        Map<String, String> headers = ofBytes(content, part);
        headers.put("Content-Range", part.asContentRangeHeader(content.length()));
        return headers;
    }

    /** Of a 200, but for Content-Length. */
    static Map<String, String> ofWhole(Representation content) {
        return ofBytes(content, new ByteRange(0, content.length()));
    }

    private static Map<String, String> ofBytes(Representation content, ByteRange part) {
        Map<String, String> headers = ofNotModified(content);
        headers.put("Accept-Ranges", "bytes");
        headers.put("Content-Type", "application/octet-stream");
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put(
                "Content-Disposition",
                content.label().map(ContentHeaders::attachment).orElse("attachment"));
        headers.put("Repr-Digest", digest(content.digest())); // RFC 9530
        headers.put("Digest", "SHA-256=" + base64(content.digest())); // RFC 3230, which aria2 reads
        content.digestOf(part).ifPresent(hash -> headers.put("Content-Digest", digest(hash)));
        return headers;
    }

    /** Content of an id never changes, so a cache may keep it for a year, the most that caches heed. */
    static Map<String, String> ofNotModified(Representation content) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("ETag", '"' + content.tag() + '"');
        headers.put("Cache-Control", "public, max-age=31536000, immutable");
        return headers;
    }

    static Map<String, String> ofRangeNotSatisfiable(Representation content) {
        return Map.of("Content-Range", "bytes */" + content.length(), "Accept-Ranges", "bytes");
    }

    /** RFC 6266: the name in full for those who read {@code filename*}, an ASCII likeness for the others. */
    static String attachment(String label) {
        StringBuilder plain = new StringBuilder();
        StringBuilder encoded = new StringBuilder();
        label.codePoints()
                .map(c -> c < 0x20 || c > 0x7e || "\"\\%".indexOf(c) >= 0 ? '_' : c)
                .forEach(plain::appendCodePoint);
        for (byte b : label.getBytes(StandardCharsets.UTF_8)) {
            boolean asIs = b > 0 && (isAsciiLetterOrDigit(b) || ATTR_CHARS.indexOf(b) >= 0);
            encoded.append(asIs ? String.valueOf((char) b) : String.format("%%%02X", b));
        }
        return "attachment; filename=\"" + plain + "\"; filename*=UTF-8''" + encoded;
    }

    private static boolean isAsciiLetterOrDigit(byte b) {
        return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9');
    }

    private static String digest(Sha256 hash) {
        return "sha-256=:" + base64(hash) + ":";
    }

    private static String base64(Sha256 hash) {
        return Base64.getEncoder().encodeToString(hash.bytes());
    }
}
