package io.rangeswarm.tracker.web;

import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Manifest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.http.MediaType;

/**
 * One file as a Metalink 4 (RFC 5854): what a client needs to fetch it from several peers at once and to check every
 * chunk. It is written piece by piece, because that of a file of 1 TiB has 6 MB.
 */
final class Metalink {

    static final MediaType MEDIA_TYPE = new MediaType("application", "metalink4+xml");

    private static final String PIECE_START = "      <hash>";
    private static final String PIECE_END = "</hash>\n";
    private static final int PIECE_BYTES = PIECE_START.length() + 64 + PIECE_END.length();

    private final Manifest manifest;
    private final byte[] head;
    private final byte[] tail;

    /**
     * @param name by which the file is to be saved
     * @param urls of the file; all are equally good, whatever their order
     */
    Metalink(Manifest manifest, FileName name, List<String> urls) {
        this.manifest = manifest;
        this.head = bytes(head(manifest, name));
        this.tail = bytes(tail(manifest, urls));
    }

    /** In bytes. */
    long length() {
        return head.length + (long) manifest.layout().chunkCount() * PIECE_BYTES + tail.length;
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(head);
        for (int index = 0; index < manifest.layout().chunkCount(); index++) {
            out.write(bytes(PIECE_START + manifest.chunkHash(index).hex() + PIECE_END));
        }
        out.write(tail);
    }

    private static String head(Manifest manifest, FileName name) {
        String head = """
                <?xml version="1.0" encoding="UTF-8"?>
                <metalink xmlns="urn:ietf:params:xml:ns:metalink">
                  <generator>Rangeswarm</generator>
                  <file name="%s">
                    <size>%d</size>
                    <hash type="sha-256">%s</hash>
                """.formatted(
                        escaped(name.lastSegment()),
                        manifest.layout().length(),
                        manifest.globalHash().hex());
        return hasPieces(manifest)
                ? head
                        + "    <pieces type=\"sha-256\" length=\"%d\">\n"
                                .formatted(manifest.layout().chunkSize())
                : head;
    }

    private static String tail(Manifest manifest, List<String> urls) {
        StringBuilder tail = new StringBuilder(hasPieces(manifest) ? "    </pieces>\n" : "");
        for (String url : urls) {
            tail.append("    <url priority=\"1\">").append(escaped(url)).append("</url>\n");
        }
        return tail.append("  </file>\n</metalink>\n").toString();
    }

    private static boolean hasPieces(Manifest manifest) {
        return manifest.layout().chunkCount() > 0;
    }

    /** As text or in an attribute. XML 1.0 §2.2 has no place at all for two characters that a name may have. */
    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace('\ufffe', '_')
                .replace('\uffff', '_');
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
