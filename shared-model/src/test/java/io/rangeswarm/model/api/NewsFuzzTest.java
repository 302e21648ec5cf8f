package io.rangeswarm.model.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.rangeswarm.model.content.ChunkSet;
import java.nio.charset.StandardCharsets;

/** Any text as what peers tell each other in headers and JSON fields. */
class NewsFuzzTest {

    @FuzzTest
    void header(byte[] bytes) {
        ChunkNews.parse(new String(bytes, StandardCharsets.ISO_8859_1))
                .ifPresent(news -> assertThat(ChunkNews.parse(news.asHeader())).contains(news));
    }

    /** The first two bytes are the count of chunks of the file that it is to be a bitfield of. */
    @FuzzTest
    void base64(byte[] bytes) {
        if (bytes.length < 2) {
            return;
        }
        int count = Byte.toUnsignedInt(bytes[0]) << 8 | Byte.toUnsignedInt(bytes[1]);
        String base64 = new String(bytes, 2, bytes.length - 2, StandardCharsets.ISO_8859_1);
        try {
            ChunkSet chunks = Bitfields.decoded("bitfield", base64, count);
            assertThat(Bitfields.decoded("bitfield", Bitfields.encoded(chunks), count))
                    .isEqualTo(chunks);
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageStartingWith("bitfield: ");
        }
    }
}
