package io.rangeswarm.tracker.web.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Any bytes as the beginning of a call. */
class PromptCallFuzzTest {

    /** Whatever is answered in place is all there: the thread that hears of everybody must never wait for more. */
    @FuzzTest
    void call(byte[] bytes) {
        ByteBuffer call = ByteBuffer.wrap(bytes);
        boolean whole = PromptCall.isWhole(call);
        assertThat(call.position()).isZero();
        assertThat(call.remaining()).isEqualTo(bytes.length);
        if (whole) {
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            int end = text.indexOf("\r\n\r\n") + 4;
            assertThat(end).isGreaterThanOrEqualTo(4);
            String head = text.substring(0, end).toLowerCase(Locale.ROOT);
            assertThat(head).doesNotContainPattern("[^\r]\n");
            assertThat(head).doesNotContain("\ntransfer-encoding", "\nexpect");
            if (head.startsWith("get ")) {
                assertThat(end).isEqualTo(text.length());
            }
        }
    }
}
