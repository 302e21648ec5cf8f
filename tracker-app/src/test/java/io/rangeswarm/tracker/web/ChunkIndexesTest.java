package io.rangeswarm.tracker.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkIndexesTest {

    private static int @Nullable [] parse(String body) {
        return ChunkIndexes.parse(body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsThePlainForm() {
        assertThat(parse("{\"chunks\":[3,7,65535]}")).containsExactly(3, 7, 65_535);
        assertThat(parse(" { \"chunks\" : [ 0 ,\n1 ] }\r\n")).containsExactly(0, 1);
        assertThat(parse("{\"chunks\":[]}")).isEmpty();
        assertThat(parse("{\"chunks\":[" + "1,".repeat(20) + "2]}")).hasSize(21);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{}",
                "null",
                "[3]",
                "{\"chunks\":3}",
                "{\"chunks\":[3,]}",
                "{\"chunks\":[,3]}",
                "{\"chunks\":[3}",
                "{\"chunks\":[3]",
                "{\"chunks\":[3]}x",
                "{\"chunks\":[3]}{}",
                "{\"chunks\":[03]}",
                "{\"chunks\":[-1]}",
                "{\"chunks\":[1.0]}",
                "{\"chunks\":[1e1]}",
                "{\"chunks\":[\"1\"]}",
                "{\"chunks\":[null]}",
                "{\"chunks\":[65536]}",
                "{\"chunks\":[4294967296]}",
                "{\"chunks\":[1],\"chunks\":[2]}",
                "{\"more\":1,\"chunks\":[1]}",
                "{\"chunks \":[1]}"
            })
    void leavesAllElseToAParser(String body) {
        assertThat(parse(body)).isNull();
    }
}
