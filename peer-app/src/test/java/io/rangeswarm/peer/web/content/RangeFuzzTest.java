package io.rangeswarm.peer.web.content;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Any text as the headers by which clients ask for parts of a file. */
class RangeFuzzTest {

    /** The first eight bytes are the file's length. */
    @FuzzTest
    void range(byte[] bytes) {
        if (bytes.length < Long.BYTES) {
            return;
        }
        long length = ByteBuffer.wrap(bytes).getLong() & Long.MAX_VALUE;
        String header = new String(bytes, Long.BYTES, bytes.length - Long.BYTES, StandardCharsets.ISO_8859_1);
        RequestedRange asked = RequestedRange.parse(header, length);
        if (asked instanceof RequestedRange.Part part) {
            assertThat(part.range().start()).isBetween(0L, length - 1);
            assertThat(part.range().end()).isBetween(part.range().start() + 1, length);
        } else if (asked instanceof RequestedRange.Unsatisfiable) {
            assertThat(header).containsIgnoringCase("bytes=");
        }
    }

    @FuzzTest
    void entityTags(byte[] bytes) {
        String list = new String(bytes, StandardCharsets.ISO_8859_1);
        boolean strongly = EntityTags.matchStrongly(list, "tag");
        assertThat(EntityTags.matchWeakly(list, "tag")).isIn(strongly, true);
        assertThat(!strongly || list.contains("tag") || list.strip().equals("*"))
                .isTrue();
    }
}
