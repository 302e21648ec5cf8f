package io.rangeswarm.peer.web.upload;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Any bytes as the beginning of a request. */
class ContentHeadFuzzTest {

    /** Whatever an upload loop may answer is one whole head: it must never wait for more. */
    @FuzzTest
    void head(byte[] bytes) {
        ByteBuffer request = ByteBuffer.wrap(bytes);
        boolean plain = ContentHead.isPlain(request);
        assertThat(request.position()).isZero();
        assertThat(request.remaining()).isEqualTo(bytes.length);
        if (plain) {
            String head = new String(bytes, StandardCharsets.ISO_8859_1);
            assertThat(head).endsWith("\r\n\r\n").containsOnlyOnce("\r\n\r\n");
            assertThat(head).doesNotContainPattern("[^\r]\n");
            assertThat(head).doesNotContainIgnoringCase("\ncontent-length").doesNotContainIgnoringCase("\ntransfer-");
        }
    }
}
