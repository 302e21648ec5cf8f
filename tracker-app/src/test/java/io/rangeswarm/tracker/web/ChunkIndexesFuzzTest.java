package io.rangeswarm.tracker.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Any bytes as a chunk registration. */
class ChunkIndexesFuzzTest {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** What our own reader takes a JSON parser takes too, for the same. */
    @FuzzTest
    void registration(byte[] bytes) {
        int[] indexes = ChunkIndexes.parse(bytes);
        if (indexes == null) {
            return;
        }
        JsonNode document = JSON.readTree(bytes);
        assertThat(document.propertyNames()).containsExactly("chunks");
        assertThat(document.get("chunks").valueStream().mapToInt(JsonNode::intValue))
                .containsExactly(Arrays.stream(indexes).boxed().toArray(Integer[]::new));
    }
}
